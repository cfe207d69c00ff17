/* hostpath - a file of this machine by the path that a person typed.
 *
 * For the edges alone: what a command line or a caller of the library names is opened once, here,
 * and is a descriptor from then on. Links are followed and may lead anywhere: whoever typed the
 * path may read what it means. Paths count from the working directory.
 *
 * Owns: *fd is the caller's. Fails: ERR_NOT_FOUND, ERR_USAGE, ERR_SYS. Layer: sys.
 *
 *     AUTO(fd_close) int fd = -1;
 *     if (hostpath_open("../base.tar", &fd, e) < 0)
 *         return -1;
 */
#ifndef SYS_HOSTPATH_H
#define SYS_HOSTPATH_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "sys/fd.h"

/* Read-only; a directory too. */
MUST_CHECK int hostpath_open(const char *path, int *fd, struct err *e);
/* O_PATH, of a socket that a program listens on; anything else is ERR_USAGE. */
MUST_CHECK int hostpath_socket(const char *path, int *fd, struct err *e);
bool hostpath_has(const char *path);

#endif
