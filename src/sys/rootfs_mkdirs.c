/* rootfs_mkdirs - mkdir -p inside an image's root, where every component may be a trap.
 *
 * One component at a time from a held descriptor, never by a longer path: what was looked at is
 * what is entered. A link is read and its target put in front of what remains, so a dangling link
 * gets its target made, as `mkdir -p` of a shell in the image would not but a Dockerfile's COPY
 * must. `..` is looked up again from the root by the names walked so far, never through the
 * directory's own `..`, which a concurrent rename could point outside.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sys/fd.h"
#include "sys/resolve.h"
#include "sys/rootfs.h"

enum {
	LINKS_MAX = 40, /* as the kernel's own */
	REMAINING_BYTES_MAX = 4096,
	RACES_MAX = 100,
};

struct descent {
	const struct rootfs *root;
	const struct rootfs_owner *owner;
	int at;               /* the directory reached */
	bool at_is_made;      /* by us: its times are kept through what is made in it */
	struct buf walked;    /* its path from the root, without links: "", "/usr", "/usr/lib" */
	struct buf remaining; /* components still to go */
	int links, races;
};

static void descent_release(struct descent *d)
{
	fd_close(&d->at);
	buf_release(&d->walked);
	buf_release(&d->remaining);
}

static void enter(struct descent *d, int fd, bool made)
{
	fd_close(&d->at);
	d->at = fd;
	d->at_is_made = made;
}

static int to_root(struct descent *d, struct err *e)
{
	int fd = resolve_raw(d->root->fd, "/", O_PATH | O_DIRECTORY, 0, RESOLVE_IN_ROOT);

	if (fd < 0)
		return resolve_fail(e, "open", "/");
	enter(d, fd, false);
	buf_clear(&d->walked);
	return 0;
}

/* To the parent; the root is its own. */
static int up(struct descent *d, struct err *e)
{
	struct str walked = buf_str(&d->walked);
	size_t n = str_rfind(walked, '/');

	if (walked.n == 0)
		return 0;
	d->walked.n = n;
	d->walked.p[n] = '\0';
	const char *path = n ? d->walked.p : "/";
	int fd = resolve_raw(
		d->root->fd, path, O_PATH | O_DIRECTORY, 0, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);

	if (fd < 0)
		return resolve_fail(e, "open", path);
	enter(d, fd, false);
	return 0;
}

static int follow(struct descent *d, int link, struct err *e)
{
	char target[REMAINING_BYTES_MAX];
	ssize_t n = readlinkat(link, "", target, sizeof target);

	if (n < 0)
		return err_sys(e, "cannot read a link in `/%s`", buf_cstr(&d->walked));
	if (++d->links > LINKS_MAX)
		return err_set(e, ERR_LIMIT, "more than %d links in a path", LINKS_MAX);
	if ((size_t)n + 1 + d->remaining.n >= REMAINING_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "a path with its links is too long");
	struct buf joined = {0};

	buf_add(&joined, target, (size_t)n);
	buf_char(&joined, '/');
	buf_str_add(&joined, buf_str(&d->remaining));
	buf_release(&d->remaining);
	d->remaining = joined;
	return n > 0 && target[0] == '/' ? to_root(d, e) : 0;
}

static int set_time(int fd, const struct rootfs_owner *owner)
{
	struct timespec times[2] = {{.tv_sec = owner->mtime_s}, {.tv_sec = owner->mtime_s}};

	return owner->mtime_s == -1 ? 0 : futimens(fd, times);
}

/* Owner before mode: a change of owner clears the set-id bits. */
static int dress(const struct descent *d, int fd, struct err *e)
{
	const struct rootfs_owner *o = d->owner;

	if (fchown(fd, o->uid, o->gid) < 0)
		return err_sys(e, "cannot give it to %u:%u", o->uid, o->gid);
	if (fchmod(fd, o->mode & 07777) < 0 || set_time(fd, o) < 0)
		return err_sys(e, "cannot set its mode and times");
	return d->at_is_made && set_time(d->at, o) < 0 ? err_sys(e, "cannot set times") : 0;
}

/* Makes name and enters it; 1 when somebody else was first. */
static int make(struct descent *d, const char *name, struct err *e)
{
	if (mkdirat(d->at, name, 0700) < 0) {
		if (errno == EEXIST && ++d->races < RACES_MAX)
			return 1;
		return resolve_fail(e, "make the directory", name);
	}
	AUTO(fd_close)
	int fd = openat(d->at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int result = fd < 0 ? resolve_fail(e, "open", name) : dress(d, fd, e);

	if (result < 0) {
		unlinkat(d->at, name, AT_REMOVEDIR);
		return -1;
	}
	enter(d, fd_take(&fd), true);
	return 0;
}

static int into(struct descent *d, const char *name, struct err *e)
{
	struct stat st;
	AUTO(fd_close) int fd = openat(d->at, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT) {
		int made = make(d, name, e);

		if (made != 0)
			return made < 0 ? -1 : into(d, name, e);
	} else if (fd < 0 || fstat(fd, &st) < 0) {
		return resolve_fail(e, "open", name);
	} else if (S_ISLNK(st.st_mode)) {
		return follow(d, fd, e);
	} else if (!S_ISDIR(st.st_mode)) {
		return err_set(
			e, ERR_INVALID, "`%s/%s` is not a directory", buf_cstr(&d->walked), name);
	} else {
		enter(d, fd_take(&fd), false);
	}
	buf_fmt(&d->walked, "/%s", name);
	return 0;
}

static int step(struct descent *d, struct err *e)
{
	char name[NAME_BYTES];
	struct str first, rest;

	str_cut(buf_str(&d->remaining), '/', &first, &rest);
	if (first.n >= sizeof name)
		return err_set(e, ERR_LIMIT, "a name is longer than %d bytes", NAME_BYTES - 1);
	snprintf(name, sizeof name, "%.*s", STR_FMT(first));
	memmove(d->remaining.p, rest.p, rest.n);
	d->remaining.n = rest.n;
	if (name[0] == '\0' || strcmp(name, ".") == 0)
		return 0;
	return strcmp(name, "..") == 0 ? up(d, e) : into(d, name, e);
}

static int descend(struct descent *d, struct err *e)
{
	if (d->remaining.n >= REMAINING_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "a path is too long");
	if (to_root(d, e) < 0)
		return -1;
	while (d->remaining.n > 0)
		if (step(d, e) < 0)
			return -1;
	return 0;
}

int rootfs_mkdirs(const struct rootfs *r, const char *path, const struct rootfs_owner *owner,
	int *fd, struct err *e)
{
	AUTO(descent_release) struct descent d = {.root = r, .owner = owner, .at = -1};

	buf_cstr_add(&d.remaining, path);
	if (descend(&d, e) < 0)
		return err_during(e, "making the directory `%s`", path);
	*fd = openat(d.at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *fd < 0 ? resolve_fail(e, "open", path) : 0;
}
