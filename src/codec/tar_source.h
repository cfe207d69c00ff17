/* tar_source - the uncompressed bytes of an archive, whatever compressed it; for tar_read alone.
 *
 * gzip, zstd and plain data come from codec/zip; bzip2 and xz from libarchive's filters, which are
 * used only when they are linked in: libarchive would otherwise run a program.
 *
 * Owns: its decoders; not fd. Fails: ERR_INVALID, ERR_SYS, ERR_HOST. Layer: codec.
 */
#ifndef CODEC_TAR_SOURCE_H
#define CODEC_TAR_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

struct tar_source;
/* head: as in tar_rules. */
MUST_CHECK int tar_source_new(
	int fd, struct str head, bool more_filters, struct tar_source **out, struct err *e);
uint64_t tar_source_taken(const struct tar_source *s); /* compressed bytes, so far */
MUST_CHECK ssize_t tar_source_read(struct tar_source *s, void *bytes, size_t n, struct err *e);
void tar_source_free(struct tar_source **s);

#endif
