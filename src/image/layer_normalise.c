/* layer_normalise - make an upper directory equal to what its tar will say.
 *
 * One walk, with the merged parent beside it. A directory is judged when its children are done, so
 * that one whose last copy-up was unchanged goes too. Overlay's forms, and what becomes of each:
 *
 * - A file with overlay's origin mark was copied up. It stays if anything but its identity differs
 *   from the parent's: the time counts, and so does content even at equal size and time, because
 *   snapshots have whole-second times that a program can restore. With more than one name it
 *   stays: copying up breaks links, so somebody linked it in this step.
 * - A file that was made anew exactly as the parent has it is not a change either, unless it took
 *   a name from others.
 * - Symbolic links and FIFOs cannot carry the mark and are always compared.
 * - An opaque directory becomes one whiteout for each lower child that was not made again. What is
 *   below it hides its lower namesake too, without a mark: opacity is inherited by the walk.
 * - A whiteout of nothing and an opaque mark above nothing are traces of work undone: removed.
 *
 * Times of directories are set last, from what was found first: removing children changes them.
 */
#include "image/layer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "image/whiteout.h"
#include "image/xattrs.h"
#include "sys/fd.h"
#include "sys/walk.h"

enum { PATH_BYTES = 4096, COMPARE_BYTES = 65536, ROOT_MODE = 0755 };

/* A directory of the upper tree that the walk is in. */
struct level {
	bool merged; /* the parent has this directory too */
	bool opaque; /* and all that it has there is hidden */
	size_t kept; /* children that stay */
	struct stat st;
};

struct normaliser {
	const struct layer_rules *rules;
	VEC(struct level) levels;
	int lower_fd; /* the parent's directory of this path, kept between siblings */
	char lower_path[PATH_BYTES];
	char bytes[2][COMPARE_BYTES];
};

static void normaliser_free(struct normaliser **n)
{
	fd_close(&(*n)->lower_fd);
	vec_release(&(*n)->levels);
	free(*n);
}

static struct timespec cut_time(const struct layer_rules *rules, const struct timespec *t)
{
	int64_t s = t->tv_sec < 0 ? 0 : t->tv_sec;

	if (s > LAYER_TIME_MAX_S)
		s = LAYER_TIME_MAX_S;
	if (rules->epoch_s >= 0 && s > rules->epoch_s)
		s = rules->epoch_s;
	return (struct timespec){.tv_sec = s};
}

static int set_time(const struct layer_rules *rules, const struct walk_entry *entry,
	const struct stat *st, bool touched, struct err *e)
{
	struct timespec cut = cut_time(rules, &st->st_mtim);
	struct timespec times[2] = {cut, cut};

	if (!touched && cut.tv_sec == st->st_mtim.tv_sec && st->st_mtim.tv_nsec == 0)
		return 0;
	if (utimensat(entry->dirfd, entry->name, times, AT_SYMLINK_NOFOLLOW) < 0)
		return err_sys(e, "cannot set the time of `%s`", entry->path);
	return 0;
}

static int open_entry(const struct walk_entry *entry, int flags, int *fd, struct err *e)
{
	*fd = openat(entry->dirfd, entry->name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags);
	if (*fd < 0)
		return err_sys(e, "cannot open `%s`", entry->path);
	return 0;
}

static int remove_entry(const struct walk_entry *entry, int flags, struct err *e)
{
	if (unlinkat(entry->dirfd, entry->name, flags) < 0)
		return err_sys(e, "cannot remove `%s`", entry->path);
	return 0;
}

/* The parent's directory that corresponds to the one that holds entry. Only asked while every level
 * is merged, so no component is a link. Borrowed until the next call. */
static int lower_dir(struct normaliser *n, const struct walk_entry *entry, int *fd, struct err *e)
{
	size_t length = strlen(entry->path) - strlen(entry->name);
	char path[PATH_BYTES];

	*fd = n->rules->parent->fd;
	if (length == 0)
		return 0;
	snprintf(path, sizeof path, "%.*s", (int)length - 1, entry->path);
	if (n->lower_fd < 0 || strcmp(path, n->lower_path) != 0) {
		fd_close(&n->lower_fd);
		if (rootfs_open(n->rules->parent, path, O_PATH | O_DIRECTORY | O_NOFOLLOW, 0,
			    &n->lower_fd, e) < 0)
			return -1;
		memcpy(n->lower_path, path, sizeof path);
	}
	*fd = n->lower_fd;
	return 0;
}

/* 1 with what the parent has under entry's path, 0 when it has nothing there. */
static int lower_stat(struct normaliser *n, const struct walk_entry *entry, int *dirfd,
	struct stat *st, struct err *e)
{
	if (!vec_last(&n->levels)->merged)
		return 0;
	if (lower_dir(n, entry, dirfd, e) < 0)
		return -1;
	if (fstatat(*dirfd, entry->name, st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT
			       ? 0
			       : err_sys(e, "cannot look at the parent's `%s`", entry->path);
	return !whiteout_is(st); /* a snapshot that is its own root shows its whiteouts */
}

static bool differs(const struct stat *a, const struct stat *b)
{
	return a->st_mode != b->st_mode || a->st_uid != b->st_uid || a->st_gid != b->st_gid;
}

static bool differs_in_time(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec != b->st_mtim.tv_sec || a->st_mtim.tv_nsec != b->st_mtim.tv_nsec;
}

static bool map_eq(const struct map *a, const struct map *b)
{
	bool equal = a->n == b->n;

	for (size_t i = 0; equal && i < a->n; i++)
		equal = str_eq(a->p[i].key, b->p[i].key) && str_eq(a->p[i].value, b->p[i].value);
	return equal;
}

static int same_attributes(int a, int b, struct err *e)
{
	AUTO(map_release) struct map of_a = {0};
	AUTO(map_release) struct map of_b = {0};

	if (xattrs_read(a, &of_a, e) < 0 || xattrs_read(b, &of_b, e) < 0)
		return -1;
	return map_eq(&of_a, &of_b);
}

static int same_content(struct normaliser *n, int a, int b, struct err *e)
{
	for (;;) {
		ssize_t got = fd_read_full(a, n->bytes[0], COMPARE_BYTES);
		ssize_t other = fd_read_full(b, n->bytes[1], COMPARE_BYTES);

		if (got < 0 || other < 0)
			return err_sys(e, "cannot read");
		if (got != other || memcmp(n->bytes[0], n->bytes[1], (size_t)got) != 0)
			return 0;
		if (got < COMPARE_BYTES)
			return 1;
	}
}

static int same_link(const struct walk_entry *entry, int lower, struct err *e)
{
	char a[PATH_BYTES], b[PATH_BYTES];
	ssize_t n = readlinkat(entry->dirfd, entry->name, a, sizeof a);
	ssize_t m = readlinkat(lower, entry->name, b, sizeof b);

	if (n < 0 || m < 0)
		return err_sys(e, "cannot read the link `%s`", entry->path);
	return n == m && memcmp(a, b, (size_t)n) == 0;
}

/* 1 when the parent shows the same thing under this path. fd is a regular file's, -1 for others. */
static int is_unchanged(
	struct normaliser *n, const struct walk_entry *entry, int fd, bool copied_up, struct err *e)
{
	AUTO(fd_close) int other = -1;
	struct stat st;
	int dirfd, there = lower_stat(n, entry, &dirfd, &st, e), same;

	if (there <= 0)
		return there;
	if (vec_last(&n->levels)->opaque || entry->st->st_nlink > 1 || differs(entry->st, &st) ||
		differs_in_time(entry->st, &st) || (!copied_up && st.st_nlink > 1))
		return 0;
	if (S_ISLNK(st.st_mode))
		return same_link(entry, dirfd, e);
	if (fd < 0)
		return 1;
	if (st.st_size != entry->st->st_size)
		return 0;
	other = openat(dirfd, entry->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (other < 0)
		return err_sys(e, "cannot open the parent's `%s`", entry->path);
	same = same_attributes(fd, other, e);
	return same <= 0 ? same : same_content(n, fd, other, e);
}

static int do_file(struct normaliser *n, const struct walk_entry *entry, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	bool copied_up = true;
	int unchanged;

	if (S_ISREG(entry->st->st_mode) &&
		(open_entry(entry, 0, &fd, e) < 0 || xattrs_strip(fd, &copied_up, e) < 0))
		return -1;
	unchanged = is_unchanged(n, entry, fd, copied_up, e);
	if (unchanged < 0)
		return err_during(e, "comparing `%s` with the parent's", entry->path);
	if (unchanged)
		return remove_entry(entry, 0, e);
	vec_last(&n->levels)->kept++;
	return set_time(n->rules, entry, entry->st, false, e);
}

static int do_whiteout(struct normaliser *n, const struct walk_entry *entry, struct err *e)
{
	struct stat st;
	int dirfd, hides = lower_stat(n, entry, &dirfd, &st, e);

	if (hides < 0)
		return -1;
	if (!hides)
		return remove_entry(entry, 0, e);
	vec_last(&n->levels)->kept++;
	return 0;
}

static int do_socket(struct normaliser *n, const struct walk_entry *entry, struct err *e)
{
	if (n->rules->sockets)
		++*n->rules->sockets;
	return remove_entry(entry, 0, e);
}

/* One whiteout for each child of lower that upper did not make again. */
static int hide_children(int upper, int lower, DIR *names, struct err *e)
{
	const struct dirent *child;

	while ((errno = 0, child = readdir(names))) {
		struct stat st;

		if (strcmp(child->d_name, ".") == 0 || strcmp(child->d_name, "..") == 0)
			continue;
		if (fstatat(lower, child->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			return err_sys(e, "cannot look at the parent's `%s`", child->d_name);
		if (whiteout_is(&st) ||
			fstatat(upper, child->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			continue;
		if (errno != ENOENT)
			return err_sys(e, "cannot look at `%s`", child->d_name);
		if (whiteout_make(upper, child->d_name, e) < 0)
			return -1;
	}
	return errno == 0 ? 0 : err_sys(e, "cannot read the parent's directory");
}

static int spell_out_opaque(int upper, int lower_parent, const char *name, struct err *e)
{
	int lower = openat(lower_parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *names = lower < 0 ? NULL : fdopendir(lower);
	int result;

	if (!names) {
		err_sys(e, "cannot open the parent's `%s`", name);
		fd_close(&lower);
		return -1;
	}
	result = hide_children(upper, lower, names, e);
	closedir(names);
	return result;
}

static int enter_dir(struct normaliser *n, const struct walk_entry *entry, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	struct level here = {.st = *entry->st};
	struct stat st;
	int dirfd, there = lower_stat(n, entry, &dirfd, &st, e);

	if (there < 0 || open_entry(entry, O_DIRECTORY, &fd, e) < 0)
		return -1;
	here.merged = there && S_ISDIR(st.st_mode);
	here.opaque = vec_last(&n->levels)->opaque || whiteout_is_opaque(fd);
	if (here.merged && here.opaque && spell_out_opaque(fd, dirfd, entry->name, e) < 0)
		return err_during(e, "spelling out the opaque directory `%s`", entry->path);
	vec_push(&n->levels, here);
	return WALK_ON;
}

static int is_same_dir(struct normaliser *n, const struct walk_entry *entry,
	const struct level *left, int fd, struct err *e)
{
	AUTO(fd_close) int other = -1;
	struct stat st;
	int dirfd, there;

	if (!left->merged || left->kept > 0)
		return 0;
	there = lower_stat(n, entry, &dirfd, &st, e);
	if (there <= 0 || differs(&left->st, &st))
		return there < 0 ? -1 : 0;
	other = openat(dirfd, entry->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (other < 0)
		return err_sys(e, "cannot open the parent's `%s`", entry->path);
	return same_attributes(fd, other, e);
}

static int leave_dir(void *context, const struct walk_entry *entry, struct err *e)
{
	struct normaliser *n = context;
	struct level left = n->levels.p[--n->levels.n];
	AUTO(fd_close) int fd = -1;
	bool copied_up;
	int same;

	if (open_entry(entry, O_DIRECTORY, &fd, e) < 0 || xattrs_strip(fd, &copied_up, e) < 0)
		return -1;
	same = is_same_dir(n, entry, &left, fd, e);
	if (same < 0)
		return err_during(e, "comparing `%s` with the parent's", entry->path);
	if (same)
		return remove_entry(entry, AT_REMOVEDIR, e);
	vec_last(&n->levels)->kept++;
	return set_time(n->rules, entry, &left.st, true, e);
}

static int enter(void *context, const struct walk_entry *entry, struct err *e)
{
	struct normaliser *n = context;

	if (whiteout_is(entry->st))
		return do_whiteout(n, entry, e);
	if (whiteout_is_reserved(entry->name)) {
		err_set(e, ERR_INVALID, "`/%s`: a layer cannot hold a name that begins with `.wh.`",
			entry->path);
		return err_hint(e, "such names mean \"removed\" in every image format; rename it");
	}
	switch (entry->st->st_mode & S_IFMT) {
	case S_IFDIR: return enter_dir(n, entry, e);
	case S_IFSOCK: return do_socket(n, entry, e);
	case S_IFCHR:
	case S_IFBLK:
		return err_set(
			e, ERR_INVALID, "`/%s`: a device node cannot be in a layer", entry->path);
	default: return do_file(n, entry, e);
	}
}

/* Without an entry of its own the root is the same in every snapshot. */
static int do_root(
	int upper_fd, const struct layer_rules *rules, const struct stat *found, struct err *e)
{
	struct timespec cut =
		rules->with_root ? cut_time(rules, &found->st_mtim) : (struct timespec){0};
	struct timespec times[2] = {cut, cut};
	bool ignored;

	if (xattrs_strip(upper_fd, &ignored, e) < 0)
		return -1;
	if (!rules->with_root && (fchown(upper_fd, 0, 0) < 0 || fchmod(upper_fd, ROOT_MODE) < 0))
		return err_sys(e, "cannot reset the root directory");
	if (rules->with_root && xattrs_mark_root(upper_fd, e) < 0)
		return -1;
	if (futimens(upper_fd, times) < 0)
		return err_sys(e, "cannot set the time of the root directory");
	return 0;
}

int layer_normalise(int upper_fd, const struct layer_rules *rules, struct err *e)
{
	AUTO(normaliser_free) struct normaliser *n = mem_alloc(sizeof *n);
	const struct walk_visitor visitor = {.enter = enter, .leave = leave_dir, .context = n};
	struct level root = {.merged = rules->parent != NULL};

	n->rules = rules;
	n->lower_fd = -1;
	if (fstat(upper_fd, &root.st) < 0)
		return err_sys(e, "cannot look at the upper directory");
	vec_push(&n->levels, root);
	if (walk_tree(upper_fd, &visitor, e) < 0)
		return -1;
	return do_root(upper_fd, rules, &root.st, e);
}
