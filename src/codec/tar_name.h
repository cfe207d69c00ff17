/* tar_name - a name from an archive, made clean or refused.
 *
 * Where an entry is put is decided by this text alone, so everything that could lead out of the
 * directory ends here: what passes is relative, has no `..`, and each part is one that Linux takes.
 *
 * Owns: nothing; *out is the caller's. Fails: ERR_INVALID, ERR_LIMIT. Layer: codec.
 *
 *     if (tar_name_clean(STR("./usr//bin/"), false, &out, e) < 0)
 *         return -1; // else "usr/bin"
 */
#ifndef CODEC_TAR_NAME_H
#define CODEC_TAR_NAME_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* A name made clean: no "." or empty component, no trailing slash; the root is empty. Absolute
 * names and ".." are refused, or with clamp resolved as if the tar's root were "/". */
MUST_CHECK int tar_name_clean(struct str raw, bool clamp, struct buf *out, struct err *e);

#endif
