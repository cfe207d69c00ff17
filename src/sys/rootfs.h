/* rootfs - an image's root directory behind one descriptor; links resolve inside it.
 *
 * Paths may be absolute or relative (both mean the image's root) and are resolved by openat2 with
 * RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS, so `..` and absolute links stay inside. Everything in a
 * rootfs is hostile: reading opens only regular files and never blocks on a FIFO or device.
 *
 * Owns: its descriptor until rootfs_close. Fails: ERR_SYS, ERR_NOT_FOUND, ERR_INVALID, ERR_LIMIT.
 * Layer: sys.
 *
 *     AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;
 */
#ifndef SYS_ROOTFS_H
#define SYS_ROOTFS_H

#include <sys/stat.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

enum { NAME_BYTES = 256 }; /* one path component and its NUL */

struct rootfs {
	int fd;
};

#define ROOTFS_NONE ((struct rootfs){-1})

void rootfs_close(struct rootfs *r);
/* Of any directory descriptor (a mount, a snapshot), which is duplicated. */
MUST_CHECK int rootfs_of(int dirfd, struct rootfs *out, struct err *e);

MUST_CHECK int rootfs_open(
	const struct rootfs *r, const char *path, int flags, mode_t mode, int *fd, struct err *e);
MUST_CHECK int rootfs_stat(const struct rootfs *r, const char *path, struct stat *st,
	struct err *e); /* follows the last link */
MUST_CHECK int rootfs_lstat(
	const struct rootfs *r, const char *path, struct stat *st, struct err *e);
MUST_CHECK int rootfs_read(const struct rootfs *r, const char *path, size_t limit_bytes,
	struct buf *out, struct err *e);

/* The directory that holds path's last component (links in the parents followed) and that
 * component. */
MUST_CHECK int rootfs_parent(
	const struct rootfs *r, const char *path, int *dirfd, char name[NAME_BYTES], struct err *e);

struct rootfs_owner {
	uid_t uid;
	gid_t gid;
	mode_t mode;       /* of directories made */
	long long mtime_s; /* of directories made; -1 means now */
};

/* mkdir -p: links followed inside, dangling links' targets made; *fd is the directory, open for
 * reading. A file in the way is ERR_INVALID. */
MUST_CHECK int rootfs_mkdirs(const struct rootfs *r, const char *path,
	const struct rootfs_owner *owner, int *fd, struct err *e);

#endif
