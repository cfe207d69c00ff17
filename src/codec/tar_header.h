/* tar_header - one 512-byte header block and the names in it, taken apart; for tar_read alone.
 *
 * Owns: nothing; texts point into the block. Fails: ERR_INVALID, ERR_LIMIT. Layer: codec.
 */
#ifndef CODEC_TAR_HEADER_H
#define CODEC_TAR_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Seconds that any file system could mean; also keeps arithmetic on them safe. */
#define TAR_MTIME_MAX ((int64_t)1 << 40)

struct tar_block {
	char type;
	struct str name, prefix, link; /* prefix: empty unless the format has one */
	uint32_t mode;
	uint64_t uid, gid, size_bytes;
	int64_t mtime_s;
	uint32_t dev_major, dev_minor;
};

bool tar_block_is_zero(const unsigned char *block);
MUST_CHECK int tar_block_parse(const unsigned char *block, struct tar_block *out, struct err *e);

/* A name made clean: no "." or empty component, no trailing slash; the root is empty. Absolute
 * names and ".." are refused, or with clamp resolved as if the tar's root were "/". */
MUST_CHECK int tar_name_clean(struct str raw, bool clamp, struct buf *out, struct err *e);

#endif
