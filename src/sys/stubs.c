/* stubs - mount points that a rootfs lacks, made for one step and removed by descriptor. */
#include "sys/stubs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "sys/fd.h"
#include "sys/resolve.h"

enum {
	INSIDE = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	LINKS_MAX = 40, /* as the kernel's own */
	TARGET_BYTES_MAX = 4096,
};

struct maker {
	struct stubs *stubs;
	const struct rootfs *root;
	struct buf path; /* absolute; rewritten where a link dangles */
	bool is_directory;
	int links;
};

static void maker_release(struct maker *m)
{
	buf_release(&m->path);
}

/* Making or removing a stub is no change: the directory's times are put back. */
static bool read_times(int directory, struct timespec times[2])
{
	struct stat st;

	if (fstat(directory, &st) < 0)
		return false;
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	return true;
}

static int create(int directory, const char *name, bool is_directory)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd;

	if (is_directory)
		return mkdirat(directory, name, 0755);
	fd = openat(directory, name, flags, 0644);
	if (fd >= 0)
		close(fd);
	return fd < 0 ? -1 : 0;
}

static int make_one(
	struct maker *m, int *directory, struct str name, bool is_directory, struct err *e)
{
	struct stub stub = {.directory = -1, .self = -1, .is_directory = is_directory};
	struct timespec times[2];

	if (name.n >= sizeof stub.name)
		return err_set(e, ERR_LIMIT, "a mount point's name is longer than %d bytes",
			NAME_BYTES - 1);
	snprintf(stub.name, sizeof stub.name, "%.*s", STR_FMT(name));
	bool timed = read_times(*directory, times);

	if (create(*directory, stub.name, is_directory) < 0)
		return err_sys(e, "cannot make the mount point `%s`", stub.name);
	if (timed)
		(void)futimens(*directory, times);
	stub.self = openat(*directory, stub.name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	stub.directory = fd_take(directory);
	vec_push(&m->stubs->list, stub);
	return stub.self < 0 ? err_sys(e, "cannot open the mount point `%s`", stub.name) : 0;
}

/* The dangling link's target takes its place in front of the rest. 1: start again. */
static int follow(
	struct maker *m, int directory, const char *name, size_t at, size_t end, struct err *e)
{
	char target[TARGET_BYTES_MAX];
	ssize_t n = readlinkat(directory, name, target, sizeof target - 1);
	struct buf path = {0};

	if (n < 0)
		return err_sys(e, "cannot open the mount point `%s`", buf_cstr(&m->path));
	if (++m->links > LINKS_MAX || (size_t)n + m->path.n >= sizeof target)
		return err_set(e, ERR_LIMIT, "too many links in `%s`", buf_cstr(&m->path));
	target[n] = '\0';
	if (target[0] != '/')
		buf_add(&path, m->path.p, at);
	buf_fmt(&path, "/%s", target);
	buf_str_add(&path, str_from(buf_str(&m->path), end));
	buf_release(&m->path);
	m->path = path;
	return 1;
}

/* Opens the first `end` bytes of the path; -1 with errno. */
static int open_prefix(struct maker *m, size_t end, int flags)
{
	char saved = m->path.p[end];
	int fd;

	m->path.p[end] = '\0';
	fd = resolve_raw(m->root->fd, end ? m->path.p : "/", flags, 0, INSIDE);
	m->path.p[end] = saved;
	return fd;
}

/* Whether a link by this name is in the way; it dangles, or opening it would have worked. */
static bool is_link(int directory, const char *name)
{
	struct stat st;

	return fstatat(directory, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode);
}

/* The component path[at + 1 .. end), whose parent is there. 1: the path was rewritten. */
static int make_component(struct maker *m, size_t at, size_t end, struct err *e)
{
	struct str name = str_upto(str_from(buf_str(&m->path), at + 1), end - at - 1);
	bool last = str_trim_left(str_from(buf_str(&m->path), end), "/").n == 0;
	AUTO(fd_close) int there = -1;
	AUTO(fd_close) int directory = -1;
	char text[NAME_BYTES];

	if (name.n == 0)
		return 0;
	there = open_prefix(m, end, O_PATH);
	if (there >= 0)
		return 0;
	if (errno != ENOENT)
		return resolve_fail(e, "open the mount point", buf_cstr(&m->path));
	directory = open_prefix(m, at, O_RDONLY | O_DIRECTORY);
	if (directory < 0)
		return resolve_fail(e, "open the mount point", buf_cstr(&m->path));
	snprintf(text, sizeof text, "%.*s", STR_FMT(name));
	if (name.n < sizeof text && is_link(directory, text))
		return follow(m, directory, text, at, end, e);
	return make_one(m, &directory, name, !last || m->is_directory, e);
}

int stubs_make(struct stubs *s, const struct rootfs *root, const char *path, bool is_directory,
	struct err *e)
{
	AUTO(maker_release)
	struct maker m = {.stubs = s, .root = root, .is_directory = is_directory};
	size_t at = 0;

	buf_fmt(&m.path, "/%s", path);
	while (at < m.path.n) {
		struct str rest = str_from(buf_str(&m.path), at + 1);
		size_t end = at + 1 + str_find(rest, '/');
		int made = make_component(&m, at, end, e);

		if (made < 0)
			return err_during(e, "making the mount point `%s`", path);
		at = made > 0 ? 0 : end;
	}
	return 0;
}

static bool is_same_and_empty(const struct stub *stub)
{
	struct stat made, there;

	return fstat(stub->self, &made) == 0 &&
	       fstatat(stub->directory, stub->name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
	       made.st_dev == there.st_dev && made.st_ino == there.st_ino &&
	       (stub->is_directory || (there.st_size == 0 && there.st_nlink == 1));
}

static void remove_one(struct stub *stub)
{
	struct timespec times[2];
	bool timed = read_times(stub->directory, times);

	/* A directory that got content refuses by itself. */
	if (is_same_and_empty(stub) &&
		unlinkat(stub->directory, stub->name, stub->is_directory ? AT_REMOVEDIR : 0) == 0 &&
		timed)
		(void)futimens(stub->directory, times);
	fd_close(&stub->self);
	fd_close(&stub->directory);
}

void stubs_release(struct stubs *s)
{
	while (s->list.n > 0)
		remove_one(&s->list.p[--s->list.n]);
	vec_release(&s->list);
}
