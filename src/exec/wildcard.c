/* wildcard - source patterns of COPY: Go's filepath.Match, component by component. */
#include "exec/wildcard.h"

#include <string.h>
#include <sys/stat.h>

#include "exec/locate.h"
#include "lang/glob.h"
#include "sys/fd.h"
#include "sys/walk.h"

bool wildcard_in(struct str path)
{
	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] == '\\')
			i++;
		else if (path.p[i] && strchr("*?[", path.p[i]))
			return true;
	}
	return false;
}

struct expansion {
	struct str pattern; /* from the first wildcard on */
	struct str base;    /* the path before it, without links */
	const struct ignore *hidden;
	const struct wildcard_visitor *visitor;
	struct buf path; /* scratch */
};

static void expansion_release(struct expansion *x)
{
	buf_release(&x->path);
}

/* The component of pattern that stands as deep as path's last; *more: others follow. */
static struct str component_of(struct str pattern, struct str path, bool *more)
{
	struct str head, component;
	while (str_cut(path, '/', &head, &path))
		str_cut(pattern, '/', &component, &pattern);
	*more = str_cut(pattern, '/', &component, &pattern);
	return component;
}

static int visit(void *context, const struct walk_entry *entry, struct err *e)
{
	struct expansion *x = context;
	bool more;
	struct str component = component_of(x->pattern, str_of(entry->path), &more);
	int matches = glob_match(component, str_of(entry->name), e);
	if (matches <= 0)
		return matches < 0 ? -1 : WALK_SKIP;
	locate_join(x->base, str_of(entry->path), &x->path);
	if (!more) {
		int failed = x->visitor->match(x->visitor->context, buf_str(&x->path), e);
		return failed < 0 ? -1 : WALK_SKIP;
	}
	bool in_vain = x->hidden && !x->hidden->has_negation &&
		       ignore_match_path(x->hidden, buf_str(&x->path));
	return S_ISDIR(entry->st->st_mode) && !in_vain ? WALK_ON : WALK_SKIP;
}

/* A bad pattern is an error even where there is nothing to match. */
static int check(struct str pattern, struct err *e)
{
	struct str component;
	bool more = true;
	while (more) {
		more = str_cut(pattern, '/', &component, &pattern);
		if (glob_match(component, STR(""), e) < 0)
			return -1;
	}
	return 0;
}

/* Where the first component with a wildcard begins. */
static size_t first_wildcard(struct str pattern)
{
	size_t start = 0, n = str_find(pattern, '/');
	while (!wildcard_in(str_from(str_upto(pattern, n), start)) && n < pattern.n) {
		start = n + 1;
		n = start + str_find(str_from(pattern, start), '/');
	}
	return start;
}

int wildcard_expand(const struct rootfs *root, struct str pattern, const struct ignore *hidden,
	const struct wildcard_visitor *v, struct err *e)
{
	AUTO(buf_release) struct buf base = {0};
	AUTO(fd_close) int fd = -1;
	size_t start = first_wildcard(pattern);
	AUTO(expansion_release)
	struct expansion x = {.pattern = str_from(pattern, start), .hidden = hidden, .visitor = v};
	if (check(x.pattern, e) < 0)
		return -1;
	struct str literal = start > 0 ? str_upto(pattern, start - 1) : STR("");
	int there = locate(root, literal, hidden, &base, e);
	if (there <= 0)
		return there;
	x.base = buf_str(&base);
	if (locate_open_dir(root, x.base, &fd, e) < 0) {
		if (e->kind != ERR_NOT_FOUND)
			return -1;
		err_clear(e);
		return 0;
	}
	const struct walk_visitor walker = {.enter = visit, .context = &x, .cross_mounts = true};
	return walk_tree(fd, &walker, e);
}

static bool has_two_stars(struct str component)
{
	for (size_t i = 0; i + 1 < component.n; i++) {
		if (component.p[i] == '*' && component.p[i + 1] == '*')
			return true;
	}
	return false;
}

bool wildcard_may_hold(struct str pattern, struct str dir)
{
	bool more = true;
	while (more) {
		struct str name, component;
		struct err ignored;
		bool deeper = str_cut(pattern, '/', &component, &pattern);
		if (has_two_stars(component))
			return true;
		more = str_cut(dir, '/', &name, &dir);
		if (!deeper || glob_match(component, name, &ignored) != 1)
			return false;
	}
	return true;
}
