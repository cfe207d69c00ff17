/* resolve - openat2, the one way in which a path becomes a descriptor.
 *
 * tree and rootfs differ only in where links may lead; everything else about opening hostile names
 * is here once: the retry that openat2 asks for when a rename races with `..`, the rule that only a
 * regular file is opened for its content (found out on an O_PATH descriptor, so that a FIFO cannot
 * block and a device has no side effect), and what each errno means in the house's words. There is
 * no fallback for kernels without openat2.
 *
 * Owns: nothing; returned descriptors are the caller's and close-on-exec. Fails: ERR_HOST (no
 * openat2), ERR_NOT_FOUND, ERR_EXISTS, ERR_INVALID, ERR_LIMIT, ERR_SYS; sys_errno is kept in each.
 * Layer: sys, for tree and rootfs alone.
 *
 *     int fd = resolve_raw(dirfd, "etc/passwd", O_PATH, 0, RESOLVE_IN_ROOT);
 */
#ifndef SYS_RESOLVE_H
#define SYS_RESOLVE_H

#include <linux/openat2.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"

/* The system call, close-on-exec, never a controlling terminal; -1 with errno. */
int resolve_raw(int dirfd, const char *path, int flags, mode_t mode, uint64_t how);

/* The same with the rule of regular files: unless the flags have O_PATH or O_DIRECTORY, anything
 * else is ERR_INVALID. */
MUST_CHECK int resolve_open(
	int dirfd, const char *path, const struct open_how *how, int *fd, struct err *e);

/* errno as an error: "cannot <verb> `<path>`: ...". Returns -1. */
int resolve_fail(struct err *e, const char *verb, const char *path);

#endif
