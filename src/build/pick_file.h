/* pick_file - one small file out of an archive that is not unpacked.
 *
 * For who wants a context's Dockerfile and nothing else of it. The archive is read to its end, as a
 * later entry of a name replaces an earlier one.
 *
 * Owns: nothing. Fails: ERR_INVALID (a broken archive, a link of that name), ERR_LIMIT, ERR_SYS.
 * Layer: build.
 */
#ifndef BUILD_PICK_FILE_H
#define BUILD_PICK_FILE_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct pick_file {
	const char *const *names; /* of n files, the wanted one first */
	size_t n;
	size_t limit_bytes;
};

/* fd stands behind head. *name is NULL when there is none of them. */
MUST_CHECK int pick_file(int fd, struct str head, const struct pick_file *wanted, const char **name,
	struct buf *out, struct err *e);

#endif
