/* fd - descriptors: closing by declaration, whole reads and writes.
 *
 * Owns: fd_close closes; fd_take gives away. All descriptors made here are close-on-exec.
 * Fails: ERR_SYS; ERR_LIMIT from fd_read_all. Layer: sys.
 *
 *     AUTO(fd_close) int fd = -1;
 */
#ifndef SYS_FD_H
#define SYS_FD_H

#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

void fd_close(int *fd); /* keeps errno; sets -1 */
int fd_take(int *fd);   /* returns it and sets -1 */

/* Bytes read until n or end of file, retried over EINTR; -1 with errno. */
ssize_t fd_read_full(int fd, void *bytes, size_t n);
MUST_CHECK int fd_write_full(int fd, const void *bytes, size_t n, struct err *e);

/* Everything up to end of file, appended; more than limit_bytes is ERR_LIMIT. */
MUST_CHECK int fd_read_all(int fd, size_t limit_bytes, struct buf *out, struct err *e);
/* flock: how is LOCK_SH or LOCK_EX, with LOCK_NB not to wait. A signal does not end the wait; -1
 * with errno, EWOULDBLOCK when somebody else has it. */
MUST_CHECK int fd_lock(int fd, int how);
MUST_CHECK int fd_pipe(int ends[2], struct err *e); /* [0] reads, [1] writes */

#endif
