/* walk - a directory tree in bytewise order, by descriptors, one directory in memory at a time.
 *
 * A stack of levels on the heap instead of recursion. Only the innermost HELD levels keep their
 * descriptor, so a deep tree cannot exhaust them: an outer one is found again through `..` on the
 * way back, and must then be the same directory that was left.
 */
#include "sys/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/vec.h"
#include "sys/fd.h"
#include "sys/resolve.h"

enum {
	HELD = 128,
	DEPTH_MAX = 1000,
	PATH_BYTES_MAX = 4095,
	READ_BYTES = 64 * 1024,
	/* A directory and nothing else: a link in its place is refused. */
	CHILD = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
};

struct name {
	uint64_t head; /* its first eight bytes as a number: most comparisons end here */
	size_t at;     /* in names */
	size_t stat;   /* in stats, when the visitor has an order of its own */
};

struct level {
	int fd; /* -1 while given back */
	dev_t dev;
	ino_t ino;
	size_t path_bytes; /* of this directory's own path */
	struct stat st;    /* of this directory, for leave */
	struct buf names;  /* NUL-terminated, one after the other */
	VEC(struct name) list;
	VEC(struct stat) stats;
	size_t next;
};

struct walk {
	const struct walk_visitor *visitor;
	struct buf path;
	VEC(struct level) levels;
	char *read; /* getdents64's */
};

/* What the kernel writes; glibc's struct dirent is the same but says nothing about it. */
struct linux_dirent {
	uint64_t ino;
	int64_t off;
	uint16_t bytes;
	unsigned char type;
	char name[];
};

static void level_release(struct level *l)
{
	fd_close(&l->fd);
	buf_release(&l->names);
	vec_release(&l->list);
	vec_release(&l->stats);
}

static void walk_release(struct walk *w)
{
	for (size_t i = 0; i < w->levels.n; i++)
		level_release(&w->levels.p[i]);
	vec_release(&w->levels);
	buf_release(&w->path);
	mem_release(&w->read);
}

static const char *path_of(struct walk *w)
{
	return w->path.n ? buf_cstr(&w->path) : ".";
}

/* Vanished between reading its name and looking at it: it is as if it had gone before. */
static bool is_gone(int number)
{
	return number == ENOENT;
}

static uint64_t head_of(const char *name)
{
	uint64_t head = 0;

	for (int i = 0; i < 8; i++) {
		head = head << 8 | (unsigned char)*name;
		name += *name != '\0';
	}
	return head;
}

static void add_name(struct level *l, const char *name)
{
	if (name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0')))
		return;
	vec_push(&l->list, (struct name){.head = head_of(name), .at = l->names.n});
	buf_add(&l->names, name, strlen(name) + 1);
}

static int read_names(struct walk *w, struct level *l, struct err *e)
{
	for (;;) {
		ssize_t got = getdents64(l->fd, w->read, READ_BYTES);

		if (got < 0)
			return resolve_fail(e, "list", path_of(w));
		if (got == 0)
			return 0;
		for (ssize_t at = 0; at < got;) {
			const struct linux_dirent *d = (const void *)(w->read + at);

			add_name(l, d->name);
			at += d->bytes;
		}
	}
}

static int by_name(const void *a, const void *b, void *level)
{
	const struct level *l = level;
	const struct name *x = a;
	const struct name *y = b;

	if (x->head != y->head)
		return x->head < y->head ? -1 : 1;
	return strcmp(l->names.p + x->at, l->names.p + y->at);
}

struct ordering {
	const struct level *level;
	const struct walk_visitor *visitor;
};

static int by_visitor(const void *a, const void *b, void *ordering)
{
	const struct ordering *o = ordering;
	const struct level *l = o->level;
	struct walk_entry entries[2];

	for (int i = 0; i < 2; i++) {
		const struct name *n = i ? b : a;
		const char *name = l->names.p + n->at;

		entries[i] = (struct walk_entry){name, name, l->fd, &l->stats.p[n->stat]};
	}
	int order = o->visitor->order(&entries[0], &entries[1]);

	return order ? order : by_name(a, b, (void *)l);
}

/* All siblings are looked at before any is visited; those that are gone leave the list. */
static int stat_names(struct walk *w, struct level *l, struct err *e)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->list.n; i++) {
		struct stat st;

		if (fstatat(l->fd, l->names.p + l->list.p[i].at, &st, AT_SYMLINK_NOFOLLOW) < 0) {
			if (is_gone(errno))
				continue;
			return resolve_fail(e, "look into", path_of(w));
		}
		l->list.p[kept] = l->list.p[i];
		l->list.p[kept++].stat = l->stats.n;
		vec_push(&l->stats, st);
	}
	l->list.n = kept;
	return 0;
}

static int sort_names(struct walk *w, struct level *l, struct err *e)
{
	struct ordering o = {l, w->visitor};

	if (!w->visitor->order) {
		if (l->list.n)
			qsort_r(l->list.p, l->list.n, sizeof *l->list.p, by_name, l);
		return 0;
	}
	if (stat_names(w, l, e) < 0)
		return -1;
	if (l->list.n)
		qsort_r(l->list.p, l->list.n, sizeof *l->list.p, by_visitor, &o);
	return 0;
}

/* Takes fd. st is the directory's; its path is w->path. */
static int push(struct walk *w, int fd, const struct stat *st, struct err *e)
{
	size_t depth = w->levels.n;

	vec_push(&w->levels, (struct level){.fd = fd, .st = *st, .path_bytes = w->path.n});
	struct level *l = vec_last(&w->levels);
	struct stat opened;

	if (depth > DEPTH_MAX)
		return err_set(e, ERR_LIMIT, "directories are nested more than %d deep", DEPTH_MAX);
	if (fstat(fd, &opened) < 0)
		return resolve_fail(e, "look at", path_of(w));
	l->dev = opened.st_dev;
	l->ino = opened.st_ino;
	if (depth >= HELD)
		fd_close(&w->levels.p[depth - HELD].fd);
	return read_names(w, l, e) < 0 ? -1 : sort_names(w, l, e);
}

/* The outer level has its descriptor again. */
static int find_again(struct walk *w, struct level *outer, const struct level *inner, struct err *e)
{
	struct stat st;

	if (outer->fd >= 0)
		return 0;
	outer->fd = openat(inner->fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (outer->fd < 0 || fstat(outer->fd, &st) < 0)
		return resolve_fail(e, "return from", path_of(w));
	if (st.st_dev != outer->dev || st.st_ino != outer->ino)
		return err_set(e, ERR_INVALID, "`%s` was moved while it was read", path_of(w));
	return 0;
}

static struct walk_entry entry_of(struct walk *w, int dirfd, const struct stat *st)
{
	const char *path = buf_cstr(&w->path);
	const char *slash = strrchr(path, '/');

	return (struct walk_entry){path, slash ? slash + 1 : path, dirfd, st};
}

static int pop(struct walk *w, struct err *e)
{
	struct level *inner = vec_last(&w->levels);
	struct level *outer = w->levels.n > 1 ? inner - 1 : NULL;
	int result = 0;

	if (outer) {
		result = find_again(w, outer, inner, e);
		struct walk_entry entry = entry_of(w, outer->fd, &inner->st);

		if (result == 0 && w->visitor->leave)
			result = w->visitor->leave(w->visitor->context, &entry, e);
	}
	level_release(inner);
	w->levels.n--;
	return result < 0 ? -1 : 0;
}

static int descend(
	struct walk *w, int dirfd, const char *name, const struct stat *st, struct err *e)
{
	uint64_t how = w->visitor->cross_mounts ? CHILD : CHILD | RESOLVE_NO_XDEV;
	int fd = resolve_raw(dirfd, name, O_RDONLY | O_DIRECTORY, 0, how);

	if (fd >= 0)
		return push(w, fd, st, e);
	/* A mount point, or gone since: it was entered, so it is left. */
	if (errno != EXDEV && !is_gone(errno))
		return resolve_fail(e, "open", path_of(w));
	struct walk_entry entry = entry_of(w, dirfd, st);

	if (w->visitor->leave && w->visitor->leave(w->visitor->context, &entry, e) < 0)
		return -1;
	return 0;
}

/* The next name of the innermost directory: entered, and its level pushed when it is a directory.
 */
static int visit(struct walk *w, struct level *l, struct err *e)
{
	const struct name *n = &l->list.p[l->next++];
	const char *name = l->names.p + n->at;
	int dirfd = l->fd;
	struct stat st;

	w->path.n = l->path_bytes;
	if (w->path.n)
		buf_char(&w->path, '/');
	buf_cstr_add(&w->path, name);
	if (w->path.n > PATH_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "a path is longer than %d bytes", PATH_BYTES_MAX);
	if (w->visitor->order)
		st = l->stats.p[n->stat];
	else if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return is_gone(errno) ? 0 : resolve_fail(e, "look at", path_of(w));
	struct walk_entry entry = entry_of(w, dirfd, &st);
	int next = w->visitor->enter(w->visitor->context, &entry, e);

	if (next != WALK_ON || !S_ISDIR(st.st_mode))
		return next < 0 ? -1 : 0;
	return descend(w, dirfd, name, &st, e);
}

static int run(struct walk *w, struct err *e)
{
	while (w->levels.n > 0) {
		struct level *l = vec_last(&w->levels);
		bool done = l->next == l->list.n;

		if (done) {
			w->path.n = l->path_bytes;
			buf_cstr(&w->path);
		}
		if ((done ? pop(w, e) : visit(w, l, e)) < 0)
			return -1;
	}
	return 0;
}

int walk_tree(int dirfd, const struct walk_visitor *visitor, struct err *e)
{
	AUTO(walk_release) struct walk w = {.visitor = visitor};
	struct stat st;
	/* Opened anew: a duplicate would share its reading position with the caller's. */
	AUTO(fd_close) int fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_sys(e, "cannot open a directory");
	w.read = mem_alloc(READ_BYTES);
	if (push(&w, fd_take(&fd), &st, e) < 0)
		return -1;
	return run(&w, e);
}
