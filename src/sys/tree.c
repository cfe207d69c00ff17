/* tree - a host directory (a context, the store, an output) behind one descriptor. */
#include "sys/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sys/fd.h"
#include "sys/newfile.h"
#include "sys/resolve.h"

enum {
	BENEATH = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
	ANYWHERE = 0, /* only for paths that the user typed */
	NAME_BYTES_MAX = 256,
	PATH_BYTES_MAX = 4096,
};

void tree_close(struct tree *t)
{
	fd_close(&t->fd);
}

static int open_directory(
	int dirfd, const char *path, uint64_t how, struct tree *out, struct err *e)
{
	struct open_how open_how = {.flags = O_RDONLY | O_DIRECTORY, .resolve = how};

	return resolve_open(dirfd, path, &open_how, &out->fd, e);
}

int tree_open(const char *host_path, struct tree *out, struct err *e)
{
	return open_directory(AT_FDCWD, host_path, ANYWHERE, out, e);
}

int tree_at(const struct tree *t, const char *path, struct tree *out, struct err *e)
{
	return open_directory(t->fd, path, BENEATH, out, e);
}

/* Makes name in parent with exactly mode, whatever the umask is; one that is there is left alone.
 */
static int make_one(int parent, const char *name, mode_t mode)
{
	if (mkdirat(parent, name, mode) < 0)
		return errno == EEXIST ? 0 : -1;
	AUTO(fd_close)
	int made = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (made >= 0 && fchmod(made, mode) == 0)
		return 0;
	int saved = errno;

	unlinkat(parent, name, AT_REMOVEDIR);
	errno = saved;
	return -1;
}

/* One component further: opens the prefix path[0..end), making its last component in *at when it is
 * missing. *at becomes the new directory. */
static int make_step(int start, uint64_t how, char *prefix, mode_t mode, int *at)
{
	AUTO(fd_close) int next = resolve_raw(start, prefix, O_PATH | O_DIRECTORY, 0, how);

	if (next < 0 && errno == ENOENT) {
		const char *slash = strrchr(prefix, '/');

		if (make_one(*at, slash ? slash + 1 : prefix, mode) < 0)
			return -1;
		next = resolve_raw(start, prefix, O_PATH | O_DIRECTORY, 0, how);
	}
	if (next < 0)
		return -1;
	fd_close(at);
	*at = fd_take(&next);
	return 0;
}

static int make_path(
	int start, uint64_t how, const char *path, mode_t mode, struct tree *out, struct err *e)
{
	char prefix[PATH_BYTES_MAX];
	size_t n = strlen(path);
	AUTO(fd_close) int at = resolve_raw(start, *path == '/' ? "/" : ".", O_PATH, 0, how);

	if (at < 0)
		return resolve_fail(e, "make the directory", path);
	if (n >= sizeof prefix)
		return err_set(e, ERR_LIMIT, "a path is longer than %d bytes", PATH_BYTES_MAX - 1);
	memcpy(prefix, path, n + 1);
	for (size_t i = 1; i <= n; i++) {
		if ((path[i] != '/' && path[i] != '\0') || path[i - 1] == '/')
			continue;
		prefix[i] = '\0';
		if (make_step(start, how, prefix, mode, &at) < 0)
			return resolve_fail(e, "make the directory", prefix);
		prefix[i] = path[i];
	}
	return open_directory(at, ".", BENEATH, out, e);
}

int tree_make(const char *host_path, mode_t mode, struct tree *out, struct err *e)
{
	return make_path(AT_FDCWD, ANYWHERE, host_path, mode, out, e);
}

int tree_make_at(
	const struct tree *t, const char *path, mode_t mode, struct tree *out, struct err *e)
{
	return make_path(t->fd, BENEATH, path, mode, out, e);
}

int tree_file(
	const struct tree *t, const char *path, int flags, mode_t mode, int *fd, struct err *e)
{
	struct open_how how = {.flags = (unsigned)flags, .mode = mode, .resolve = BENEATH};

	return resolve_open(t->fd, path, &how, fd, e);
}

int tree_stat(const struct tree *t, const char *path, struct stat *st, struct err *e)
{
	AUTO(fd_close) int fd = resolve_raw(t->fd, path, O_PATH | O_NOFOLLOW, 0, BENEATH);

	if (fd < 0 || fstat(fd, st) < 0)
		return resolve_fail(e, "look at", path);
	return 0;
}

bool tree_has(const struct tree *t, const char *path)
{
	AUTO(fd_close) int fd = resolve_raw(t->fd, path, O_PATH | O_NOFOLLOW, 0, BENEATH);

	return fd >= 0;
}

int tree_read(
	const struct tree *t, const char *path, size_t limit_bytes, struct buf *out, struct err *e)
{
	AUTO(fd_close) int fd = -1;

	if (tree_file(t, path, O_RDONLY, 0, &fd, e) < 0)
		return -1;
	if (fd_read_all(fd, limit_bytes, out, e) < 0)
		return err_during(e, "reading `%s`", path);
	return 0;
}

int tree_parent(
	const struct tree *t, const char *path, int *dirfd, const char **name, struct err *e)
{
	char parent[PATH_BYTES_MAX];
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;

	*name = slash ? slash + 1 : path;
	if (n >= sizeof parent || strlen(*name) >= NAME_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "the name `%s` is too long", path);
	if (**name == '\0' || strcmp(*name, ".") == 0 || strcmp(*name, "..") == 0)
		return err_set(e, ERR_INVALID, "`%s` does not end in a name", path);
	/* "/name" is an absolute path, which BENEATH must see to refuse. */
	snprintf(parent, sizeof parent, "%.*s", (int)n, path);
	*dirfd = resolve_raw(t->fd,
		slash && n == 0 ? "/"
		: n             ? parent
				: ".",
		O_RDONLY | O_DIRECTORY, 0, BENEATH);
	if (*dirfd < 0)
		return resolve_fail(e, "open the directory of", path);
	return 0;
}

static int write_into(
	const struct tree *dir, const char *name, mode_t mode, struct str bytes, struct err *e)
{
	AUTO(newfile_release) struct newfile f = NEWFILE_NONE;

	if (newfile_begin(dir, 0600, &f, e) < 0 || fd_write_full(f.fd, bytes.p, bytes.n, e) < 0)
		return -1;
	if (fchmod(f.fd, mode & 07777) < 0)
		return err_sys(e, "cannot set its mode");
	return newfile_commit(&f, name, e);
}

int tree_write(const struct tree *t, const char *path, mode_t mode, const void *bytes, size_t n,
	struct err *e)
{
	AUTO(tree_close) struct tree dir = TREE_NONE;
	const char *name = NULL;

	if (tree_parent(t, path, &dir.fd, &name, e) < 0)
		return -1;
	if (write_into(&dir, name, mode, (struct str){bytes, n}, e) < 0)
		return err_during(e, "writing `%s`", path);
	return 0;
}

static int rename_with(const struct tree *const trees[2], const char *const paths[2],
	unsigned flags, struct err *e)
{
	AUTO(fd_close) int from = -1;
	AUTO(fd_close) int to = -1;
	const char *from_name = NULL;
	const char *to_name = NULL;

	if (tree_parent(trees[0], paths[0], &from, &from_name, e) < 0 ||
		tree_parent(trees[1], paths[1], &to, &to_name, e) < 0)
		return -1;
	if (renameat2(from, from_name, to, to_name, flags) < 0) {
		resolve_fail(e, "rename", paths[0]);
		return err_during(e, "renaming it to `%s`", paths[1]);
	}
	return 0;
}

int tree_rename(
	const struct tree *from, const char *a, const struct tree *to, const char *b, struct err *e)
{
	return rename_with(
		(const struct tree *const[]){from, to}, (const char *const[]){a, b}, 0, e);
}

int tree_rename_new(
	const struct tree *from, const char *a, const struct tree *to, const char *b, struct err *e)
{
	return rename_with((const struct tree *const[]){from, to}, (const char *const[]){a, b},
		RENAME_NOREPLACE, e);
}

int tree_unlink(const struct tree *t, const char *path, struct err *e)
{
	AUTO(fd_close) int dirfd = -1;
	const char *name = NULL;

	if (tree_parent(t, path, &dirfd, &name, e) < 0)
		return -1;
	if (unlinkat(dirfd, name, 0) < 0)
		return resolve_fail(e, "remove", path);
	return 0;
}
