/* archive_calls - libarchive, loaded when the first bzip2 or xz archive is met.
 *
 * Owns: nothing. Fails: ERR_HOST. Threads: any. Layer: codec, for tar_source alone.
 *
 *     const struct archive_calls *archive = archive_calls(e);
 *     if (!archive)
 *         return -1;
 */
#ifndef CODEC_ARCHIVE_CALLS_H
#define CODEC_ARCHIVE_CALLS_H

#include <archive.h>

#include "base/attr.h"
#include "base/err.h"

struct archive_calls {
#define CALL(member, name) __typeof__(name) *member;
#include "codec/archive_calls.def"
#undef CALL
};

/* NULL: it cannot be loaded. The same for the whole process. */
MUST_CHECK const struct archive_calls *archive_calls(struct err *e);

#endif
