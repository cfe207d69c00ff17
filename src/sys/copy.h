/* copy - file content and attributes between descriptors, by the cheapest call the kernel offers.
 *
 * Fails: ERR_SYS. Layer: sys.
 *
 *     if (copy_bytes(in, out, size, e) < 0)
 *         return -1;
 */
#ifndef SYS_COPY_H
#define SYS_COPY_H

#include <stdint.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "base/err.h"

/* Reflink, else copy_file_range, else read and write in a fixed buffer. Copies to end of file;
 * size_bytes is a hint. A file that shrinks or grows meanwhile is copied as found. */
MUST_CHECK int copy_bytes(int from, int to, uint64_t size_bytes, struct err *e);

/* The extended attributes of the allow-list (security.capability, user.* but user.overlay.* and
 * friends). */
MUST_CHECK int copy_xattrs(int from, int to, struct err *e);

#endif
