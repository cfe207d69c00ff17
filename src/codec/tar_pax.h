/* tar_pax - what a PAX extended header says about the next entry; for tar_read alone.
 *
 * Owns: its texts until tar_pax_release. Fails: ERR_INVALID, ERR_UNSUPPORTED. Layer: codec.
 */
#ifndef CODEC_TAR_PAX_H
#define CODEC_TAR_PAX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"

struct tar_pax {
	char *path, *link; /* NULL: not said */
	bool has_size, has_uid, has_gid, has_mtime;
	uint64_t size_bytes, uid, gid;
	int64_t mtime_s;
	struct map xattrs; /* full names, raw values */
};

MUST_CHECK int tar_pax_parse(struct str records, struct tar_pax *out, struct err *e);
void tar_pax_release(struct tar_pax *p);

#endif
