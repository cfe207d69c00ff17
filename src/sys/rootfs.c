/* rootfs - an image's root directory behind one descriptor; links resolve inside it. */
#include "sys/rootfs.h"

#include <fcntl.h>
#include <stdio.h>

#include "sys/fd.h"
#include "sys/resolve.h"

enum {
	INSIDE = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	PATH_BYTES_MAX = 4096,
};

void rootfs_close(struct rootfs *r)
{
	fd_close(&r->fd);
}

int rootfs_of(int dirfd, struct rootfs *out, struct err *e)
{
	struct stat st;

	if (fstat(dirfd, &st) < 0)
		return err_sys(e, "cannot use a root directory");
	if (!S_ISDIR(st.st_mode))
		return err_set(e, ERR_INVALID, "a root is not a directory");
	out->fd = fcntl(dirfd, F_DUPFD_CLOEXEC, 3);
	return out->fd < 0 ? err_sys(e, "cannot use a root directory") : 0;
}

/* The empty path is the root, as "/" is. */
static const char *named(const char *path)
{
	return *path ? path : "/";
}

int rootfs_open(
	const struct rootfs *r, const char *path, int flags, mode_t mode, int *fd, struct err *e)
{
	struct open_how how = {.flags = (unsigned)flags, .mode = mode, .resolve = INSIDE};

	return resolve_open(r->fd, named(path), &how, fd, e);
}

static int stat_with(
	const struct rootfs *r, const char *path, int flags, struct stat *st, struct err *e)
{
	AUTO(fd_close) int fd = resolve_raw(r->fd, named(path), O_PATH | flags, 0, INSIDE);

	if (fd < 0 || fstat(fd, st) < 0)
		return resolve_fail(e, "look at", path);
	return 0;
}

int rootfs_stat(const struct rootfs *r, const char *path, struct stat *st, struct err *e)
{
	return stat_with(r, path, 0, st, e);
}

int rootfs_lstat(const struct rootfs *r, const char *path, struct stat *st, struct err *e)
{
	return stat_with(r, path, O_NOFOLLOW, st, e);
}

int rootfs_read(const struct rootfs *r, const char *path, size_t limit_bytes, struct buf *out,
	struct err *e)
{
	AUTO(fd_close) int fd = -1;

	if (rootfs_open(r, path, O_RDONLY, 0, &fd, e) < 0)
		return -1;
	if (fd_read_all(fd, limit_bytes, out, e) < 0)
		return err_during(e, "reading `%s`", path);
	return 0;
}

int rootfs_parent(
	const struct rootfs *r, const char *path, int *dirfd, char name[NAME_BYTES], struct err *e)
{
	char parent[PATH_BYTES_MAX];
	struct str whole = str_trim_right(str_of(path), "/");
	size_t slash = str_rfind(whole, '/');
	struct str last = slash < whole.n ? str_from(whole, slash + 1) : whole;

	if (whole.n - last.n >= sizeof parent || last.n >= NAME_BYTES)
		return err_set(e, ERR_LIMIT, "the name `%s` is too long", path);
	if (last.n == 0 || str_eq(last, STR(".")) || str_eq(last, STR("..")))
		return err_set(e, ERR_INVALID, "`%s` does not end in a name", path);
	/* From the image's root either way, so a leading slash makes no difference. */
	snprintf(parent, sizeof parent, "%.*s", (int)(whole.n - last.n), whole.p);
	snprintf(name, NAME_BYTES, "%.*s", STR_FMT(last));
	*dirfd = resolve_raw(r->fd, named(parent), O_PATH | O_DIRECTORY, 0, INSIDE);
	return *dirfd < 0 ? resolve_fail(e, "open the directory of", path) : 0;
}
