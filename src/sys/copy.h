/* copy - file content and attributes between descriptors, by the cheapest call the kernel offers.
 *
 * Owns: nothing. Fails: ERR_SYS. Layer: sys.
 *
 *     if (copy_bytes(in, out, e) < 0)
 *         return -1;
 */
#ifndef SYS_COPY_H
#define SYS_COPY_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

/* The whole of one regular file into another, empty one; their offsets are not used. Reflink, else
 * copy_file_range, else read and write in a fixed buffer; holes stay holes. A file that shrinks or
 * grows meanwhile is copied as found. */
MUST_CHECK int copy_bytes(int from, int to, struct err *e);

/* The extended attributes of the allow-list, by descriptors that are open for more than O_PATH. */
MUST_CHECK int copy_xattrs(int from, int to, struct err *e);

/* The allow-list: security.capability of a valid form, user.* but what overlay, container tools and
 * lichen itself keep there. */
bool copy_xattr_is_allowed(struct str name, struct str value);

#endif
