/* locate - a path in a root taken apart, its links followed by hand, clamped to the root.
 *
 * What is walked is `real`, without links; what is left is `todo`, in front of which the target of
 * a link is put. Once something is not there the rest is text.
 */
#include "exec/locate.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/fd.h"

struct str locate_base(struct str path)
{
	size_t slash = str_rfind(path, '/');
	return slash == path.n ? path : str_from(path, slash + 1);
}

struct str locate_parent(struct str path)
{
	size_t slash = str_rfind(path, '/');
	return slash == path.n ? (struct str){"", 0} : str_upto(path, slash);
}

void locate_join(struct str parent, struct str child, struct buf *out)
{
	buf_clear(out);
	buf_str_add(out, parent);
	if (parent.n > 0 && child.n > 0)
		buf_char(out, '/');
	buf_str_add(out, child);
}

static void push(struct buf *path, struct str component)
{
	if (path->n > 0)
		buf_char(path, '/');
	buf_str_add(path, component);
}

static void pop(struct buf *path)
{
	size_t n = locate_parent(buf_str(path)).n;
	path->n = n;
	if (path->p)
		path->p[n] = '\0';
}

void locate_clean(struct str path, struct buf *out)
{
	buf_clear(out);
	while (path.n > 0) {
		struct str component;
		str_cut(path, '/', &component, &path);
		if (str_eq(component, STR("..")))
			pop(out);
		else if (component.n > 0 && !str_eq(component, STR(".")))
			push(out, component);
	}
}

struct way {
	const struct rootfs *root;
	const struct ignore *ignore;
	struct buf *real;
	struct buf todo; /* what is still to be walked */
	struct buf target;
	unsigned links;
	bool missing; /* from here on everything is only text */
};

/* One component looked at: 1 there, 0 not there, -1. A link's target goes to *target. */
static int look(struct way *w, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	if (rootfs_open(w->root, buf_cstr(w->real), O_PATH | O_NOFOLLOW, 0, &fd, e) < 0) {
		if (e->kind != ERR_NOT_FOUND)
			return -1;
		err_clear(e);
		return 0;
	}
	struct stat st;
	if (fstat(fd, &st) < 0)
		return err_sys(e, "cannot look at `/%s`", buf_cstr(w->real));
	if (!S_ISLNK(st.st_mode))
		return 1;
	char *room = buf_room(&w->target, LOCATE_PATH_MAX);
	ssize_t n = readlinkat(fd, "", room, LOCATE_PATH_MAX);
	if (n < 0)
		return err_sys(e, "cannot read the link `/%s`", buf_cstr(w->real));
	buf_grew(&w->target, (size_t)n);
	return 1;
}

static void todo_set(struct way *w, struct str first, struct str rest)
{
	struct buf todo = {0};
	buf_str_add(&todo, first);
	if (first.n > 0)
		buf_char(&todo, '/');
	buf_str_add(&todo, rest);
	buf_release(&w->todo);
	w->todo = todo;
}

/* The link at the end of real is replaced by where it points. */
static int follow(struct way *w, struct str rest, struct err *e)
{
	if (++w->links > LOCATE_LINKS_MAX || w->target.n + rest.n > 2 * LOCATE_PATH_MAX)
		return err_set(e, ERR_INVALID, "too many links at `/%s`", buf_cstr(w->real));
	if (w->ignore && ignore_match_path(w->ignore, buf_str(w->real))) {
		w->missing = true;
		todo_set(w, STR(""), rest);
		return 0;
	}
	if (w->target.p[0] == '/')
		buf_clear(w->real);
	else
		pop(w->real);
	todo_set(w, buf_str(&w->target), rest);
	return 0;
}

/* Takes one component off todo. */
static int advance(struct way *w, struct err *e)
{
	struct str component, rest;
	str_cut(buf_str(&w->todo), '/', &component, &rest);
	int there = 0;
	buf_clear(&w->target);
	if (str_eq(component, STR(".."))) {
		pop(w->real);
	} else if (component.n > 0 && !str_eq(component, STR("."))) {
		push(w->real, component);
		if (w->real->n > LOCATE_PATH_MAX)
			return err_set(e, ERR_LIMIT, "path over %d bytes", LOCATE_PATH_MAX);
		if (!w->missing && (there = look(w, e)) < 0)
			return -1;
		w->missing = !there;
	}
	if (w->target.n > 0)
		return follow(w, rest, e);
	todo_set(w, STR(""), rest);
	return 0;
}

static void way_release(struct way *w)
{
	buf_release(&w->todo);
	buf_release(&w->target);
}

int locate(const struct rootfs *root, struct str path, const struct ignore *ignore,
	struct buf *real, struct err *e)
{
	AUTO(way_release) struct way w = {.root = root, .ignore = ignore, .real = real};
	buf_clear(real);
	buf_str_add(&w.todo, path);
	while (w.todo.n > 0) {
		if (advance(&w, e) < 0)
			return -1;
	}
	return w.missing ? 0 : 1;
}

int locate_open_dir(const struct rootfs *root, struct str real, int *fd, struct err *e)
{
	AUTO(buf_release) struct buf path = {0};
	buf_cstr_add(&path, real.n > 0 ? "" : "/");
	buf_str_add(&path, real);
	return rootfs_open(root, buf_cstr(&path), O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0, fd, e);
}
