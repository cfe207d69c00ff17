/* entry_path - the name of a tar entry, once it is known to be harmless.
 *
 * Relative, without `.`, `..`, empty components or NUL; `./` in front and slashes at the end are
 * taken off. What a walk could not visit again is not let in: depth and length are bounded as in
 * sys/walk. A component that begins with `.wh.` is only right as the last one, and may be longer
 * than a file's name by these four bytes.
 *
 * Owns: nothing; the text is inside. Fails: ERR_INVALID, ERR_LIMIT, naming the entry. Layer: image.
 */
#ifndef IMAGE_ENTRY_PATH_H
#define IMAGE_ENTRY_PATH_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

enum { ENTRY_PATH_BYTES = 4096, ENTRY_DEPTH_MAX = 1000, ENTRY_NAME_MAX = 255 };

struct entry_path {
	char text[ENTRY_PATH_BYTES]; /* "" is the root */
	size_t n;
	size_t parent_n; /* the first bytes that name its directory, "" for the root */
};

MUST_CHECK int entry_path_read(struct str raw, struct entry_path *out, struct err *e);
const char *entry_path_name(const struct entry_path *p); /* the last component */
struct str entry_path_parent(const struct entry_path *p);

#endif
