/* tree - a host directory (a context, the store, an output) behind one descriptor.
 *
 * Every path is relative and resolved by openat2 with RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS: a
 * path or link that leaves is ERR_INVALID. The other discipline, an image's root in which links
 * resolve inside, is struct rootfs; the two do not mix. Without openat2 (Linux < 5.6) it says so
 * and stops.
 *
 * Owns: its descriptor until tree_close. Fails: ERR_SYS, ERR_NOT_FOUND (ENOENT, ENOTDIR),
 * ERR_INVALID (leaves the tree; not a regular file), ERR_LIMIT. Layer: sys.
 *
 *     AUTO(tree_close) struct tree context = TREE_NONE;
 *     if (tree_open("/src/app", &context, e) < 0)
 *         return -1;
 */
#ifndef SYS_TREE_H
#define SYS_TREE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

struct tree {
	int fd;
};

#define TREE_NONE ((struct tree){-1})

void tree_close(struct tree *t);
/* The only function that takes a host path (absolute or relative to the working directory). */
MUST_CHECK int tree_open(const char *host_path, struct tree *out, struct err *e);
MUST_CHECK int tree_make(
	const char *host_path, mode_t mode, struct tree *out, struct err *e); /* mkdir -p */
MUST_CHECK int tree_at(const struct tree *t, const char *path, struct tree *out, struct err *e);
MUST_CHECK int tree_make_at(const struct tree *t, const char *path, mode_t mode, struct tree *out,
	struct err *e); /* mkdir -p below t */

/* The directory that holds path's last component, and where in path that component starts. A path
 * that ends in `/`, `.` or `..` is ERR_INVALID. */
MUST_CHECK int tree_parent(
	const struct tree *t, const char *path, int *dirfd, const char **name, struct err *e);

/* Opens with flags | O_CLOEXEC | O_NOCTTY; reading anything but a regular file is ERR_INVALID. */
MUST_CHECK int tree_file(
	const struct tree *t, const char *path, int flags, mode_t mode, int *fd, struct err *e);
MUST_CHECK int tree_stat(
	const struct tree *t, const char *path, struct stat *st, struct err *e); /* lstat */
bool tree_has(const struct tree *t, const char *path);
MUST_CHECK int tree_read(
	const struct tree *t, const char *path, size_t limit_bytes, struct buf *out, struct err *e);

/* mode and content appear at once: a temporary file renamed over path. */
MUST_CHECK int tree_write(const struct tree *t, const char *path, mode_t mode, const void *bytes,
	size_t n, struct err *e);
MUST_CHECK int tree_rename(const struct tree *from, const char *a, const struct tree *to,
	const char *b, struct err *e);
MUST_CHECK int tree_rename_new(const struct tree *from, const char *a, const struct tree *to,
	const char *b, struct err *e); /* RENAME_NOREPLACE: ERR_EXISTS */
MUST_CHECK int tree_unlink(const struct tree *t, const char *path, struct err *e);
/* rm -rf by descriptors, never following a link; ENOENT is success. Unreadable directories are
 * chmodded first. */
MUST_CHECK int tree_remove(const struct tree *t, const char *path, struct err *e);

#endif
