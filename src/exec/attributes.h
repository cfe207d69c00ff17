/* attributes - the extended attributes of a file that a copy carries, as bytes for a digest.
 *
 * What is carried is sys/copy's allow-list; the bytes are sorted by name and framed, so that no two
 * sets look alike.
 *
 * Owns: nothing. Fails: ERR_SYS. Layer: exec.
 *
 *     if (attributes_read(fd, &bytes, e) < 0)
 *         return -1;
 */
#ifndef EXEC_ATTRIBUTES_H
#define EXEC_ATTRIBUTES_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

/* Appended to out; nothing when there are none, or the file system has none. */
MUST_CHECK int attributes_read(int fd, struct buf *out, struct err *e);

#endif
