/* select - which files a COPY or ADD names, one after the other, in a fixed order.
 *
 * A source without wildcards must be there; a match of a wildcard that is hidden was never there,
 * while one that is a link to nowhere is an error, as it is in BuildKit.
 */
#include "exec/select.h"

#include <fcntl.h>

#include "exec/locate.h"
#include "exec/select_walk.h"
#include "exec/wildcard.h"
#include "sys/fd.h"
#include "sys/walk.h"

enum { NEAREST_NAMES_MAX = 1000 };

struct selection {
	const struct files_request *r;
	const struct select_visitor *visitor;
	struct ignore excludes;
	struct buf clean, real; /* scratch */
};

/* What became of one path that was named or matched. */
enum outcome { OUTCOME_FAILED = -1, OUTCOME_MISSING, OUTCOME_HIDDEN, OUTCOME_TAKEN };

static void selection_release(struct selection *s)
{
	ignore_release(&s->excludes);
	buf_release(&s->clean);
	buf_release(&s->real);
}

int select_admit(struct str name, const struct stat *st, const char *path, struct err *e)
{
	if (str_starts(name, STR(".wh."))) {
		err_set(e, ERR_INVALID, "cannot copy `%s`: names that begin with `.wh.` delete",
			path);
		return err_hint(
			e, "in an image's layer `.wh.x` means that x is gone: rename the file");
	}
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode))
		return err_set(e, ERR_INVALID, "cannot copy `%s`: it is a device", path);
	return 0;
}

int select_open(const struct pick *p, int *fd, struct stat *st, struct err *e)
{
	AUTO(fd_close)
	int got = openat(p->dirfd, p->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (got < 0 || fstat(got, st) < 0)
		return err_sys(e, "cannot read `%s`", p->path);
	if (!S_ISREG(st->st_mode) || st->st_ino != p->st->st_ino || st->st_dev != p->st->st_dev)
		return err_set(e, ERR_INVALID, "`%s` was replaced while it was read", p->path);
	*fd = fd_take(&got);
	return 0;
}

static int note_name(void *context, const struct walk_entry *entry, struct err *e)
{
	(void)e;
	struct strs *list = context;
	if (list->n < NEAREST_NAMES_MAX)
		strs_add(list, str_of(entry->name));
	return WALK_SKIP;
}

/* The name nearest to path's last in its directory, as a hint. */
static int hint_nearest(const struct selection *s, struct str path, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	AUTO(strs_release) struct strs list = {0};
	AUTO(buf_release) struct buf real = {0};
	struct err ignored;
	if (locate(&s->r->from, locate_parent(path), s->r->ignore, &real, &ignored) != 1 ||
		locate_open_dir(&s->r->from, buf_str(&real), &fd, &ignored) < 0 ||
		walk_tree(fd, &(struct walk_visitor){.enter = note_name, .context = &list},
			&ignored) < 0)
		return -1;
	struct str near = str_nearest(locate_base(path), list.p, list.n);
	if (near.n == 0)
		return -1;
	if (str_eq(near, locate_base(path)))
		return err_hint(e, "it is a link, and what it points to is not there");
	locate_join(locate_parent(path), near, &real);
	return err_hint(e, "did you mean `%s`?", buf_cstr(&real));
}

static int not_found(const struct selection *s, struct str path, struct err *e)
{
	const char *rule = s->r->ignore ? ignore_which(s->r->ignore, path) : NULL;

	err_set(e, ERR_NOT_FOUND, "\"/%.*s\": not found", STR_FMT(path));
	if (rule)
		return err_hint(e, "`%s` in .dockerignore hides it", rule);
	return hint_nearest(s, path, e);
}

/* A file, or anything else that is no directory; path is how it was named, real where it is. */
static enum outcome take_file(
	struct selection *s, struct str path, const struct stat *st, struct err *e)
{
	AUTO(fd_close) int dirfd = -1;
	AUTO(buf_release) struct buf lands = {0};
	AUTO(buf_release) struct buf name = {0};
	struct str real = buf_str(&s->real);
	buf_str_add(&lands, locate_base(path));
	buf_str_add(&name, locate_base(real));
	if (s->r->ignore && ignore_match_path(s->r->ignore, real))
		return OUTCOME_HIDDEN;
	if (ignore_match_path(&s->excludes, buf_str(&lands)))
		return OUTCOME_TAKEN;
	if (select_admit(buf_str(&lands), st, buf_cstr(&lands), e) < 0 ||
		locate_open_dir(&s->r->from, locate_parent(real), &dirfd, e) < 0)
		return OUTCOME_FAILED;
	struct pick p = {
		.path = buf_cstr(&lands),
		.name = buf_cstr(&name),
		.dirfd = dirfd,
		.st = st,
		.top = true,
	};
	int failed = s->visitor->enter(s->visitor->context, &p, e);
	return failed < 0 ? OUTCOME_FAILED : OUTCOME_TAKEN;
}

static enum outcome take_path(struct selection *s, struct str path, struct err *e)
{
	struct stat st;
	int there = locate(&s->r->from, path, s->r->ignore, &s->real, e);
	if (there <= 0)
		return there < 0 ? OUTCOME_FAILED : OUTCOME_MISSING;
	if (rootfs_lstat(&s->r->from, buf_cstr(&s->real), &st, e) < 0)
		return OUTCOME_FAILED;
	if (!S_ISDIR(st.st_mode))
		return take_file(s, path, &st, e);
	const struct select_rules rules = {.hidden = s->r->ignore, .excludes = &s->excludes};
	int taken = select_walk(&s->r->from, buf_str(&s->real), &rules, s->visitor, e);
	return taken < 0 ? OUTCOME_FAILED : taken ? OUTCOME_TAKEN : OUTCOME_HIDDEN;
}

/* A directory that is excluded itself: nothing of it is taken, and yet it is a source, so that
 * there is a destination. */
static int take_emptied(struct selection *s, struct str path, struct err *e)
{
	AUTO(ignore_release) struct ignore everything = {0};
	struct stat st;
	int there = locate(&s->r->from, path, s->r->ignore, &s->real, e);
	if (there <= 0)
		return there;
	if (rootfs_lstat(&s->r->from, buf_cstr(&s->real), &st, e) < 0 ||
		ignore_add(&everything, STR("**"), e) < 0)
		return -1;
	const struct select_rules rules = {.hidden = s->r->ignore, .excludes = &everything};
	if (!S_ISDIR(st.st_mode))
		return 0;
	return select_walk(&s->r->from, buf_str(&s->real), &rules, s->visitor, e) < 0 ? -1 : 0;
}

/* A match that is hidden was never there; one that leads nowhere is an error, as in BuildKit. */
static int take_match(void *context, struct str path, struct err *e)
{
	struct selection *s = context;
	if (s->r->ignore && !s->r->ignore->has_negation && ignore_match_path(s->r->ignore, path))
		return 0;
	if (!s->excludes.has_negation && ignore_match_path(&s->excludes, locate_base(path)))
		return take_emptied(s, path, e);
	switch (take_path(s, path, e)) {
	case OUTCOME_FAILED: return -1;
	case OUTCOME_MISSING: return not_found(s, path, e);
	default: return 0;
	}
}

static int take_plain(struct selection *s, struct str source, struct err *e)
{
	locate_clean(source, &s->clean);
	struct str path = buf_str(&s->clean);
	if (!s->r->plain && wildcard_in(path)) {
		const struct wildcard_visitor v = {take_match, s};
		return wildcard_expand(&s->r->from, path, s->r->ignore, &v, e);
	}
	enum outcome outcome = take_path(s, path, e);
	if (outcome == OUTCOME_FAILED)
		return -1;
	return outcome == OUTCOME_TAKEN ? 0 : not_found(s, path, e);
}

/* The pattern as --exclude takes them, where `!` and blanks at the ends mean something else. */
static int wanted_add(struct ignore *wanted, struct str pattern, struct err *e)
{
	AUTO(buf_release) struct buf escaped = {0};
	for (size_t i = 0; i < pattern.n; i++) {
		char c = pattern.p[i];
		bool edge = i == 0 || i == pattern.n - 1;
		if (edge && (c == '!' || c == ' ' || c == '\t'))
			buf_fmt(&escaped, "[%c]", c);
		else
			buf_char(&escaped, c);
	}
	return ignore_add(wanted, buf_str(&escaped), e);
}

/* Where the part of the path that is not kept ends: at the first `/./`. */
static size_t pivot_of(struct str source)
{
	for (size_t i = 0; i + 2 < source.n; i++) {
		if (source.p[i] == '/' && source.p[i + 1] == '.' && source.p[i + 2] == '/')
			return i;
	}
	return 0;
}

struct parents_walk {
	struct selection *s;
	const struct select_rules *rules;
};

/* A match of the part before `/./`: below what is no directory there is nothing to keep. */
static int walk_match(void *context, struct str pivot, struct err *e)
{
	const struct parents_walk *walk = context;
	struct selection *s = walk->s;
	struct stat st;
	int there = locate(&s->r->from, pivot, s->r->ignore, &s->real, e);
	if (there <= 0)
		return there;
	if (rootfs_lstat(&s->r->from, buf_cstr(&s->real), &st, e) < 0)
		return -1;
	if (!S_ISDIR(st.st_mode))
		return 0;
	int taken = select_walk(&s->r->from, buf_str(&s->real), walk->rules, s->visitor, e);
	return taken < 0 ? -1 : 0;
}

static int walk_wanted(struct selection *s, struct str pivot, struct str pattern, struct err *e)
{
	AUTO(ignore_release) struct ignore wanted = {0};
	if (wanted_add(&wanted, pattern, e) < 0)
		return -1;
	const struct select_rules rules = {s->r->ignore, &s->excludes, &wanted, pattern};
	struct parents_walk walk = {s, &rules};
	if (wildcard_in(pivot)) {
		const struct wildcard_visitor v = {walk_match, &walk};
		return wildcard_expand(&s->r->from, pivot, s->r->ignore, &v, e);
	}
	int there = locate(&s->r->from, pivot, s->r->ignore, &s->real, e);
	if (there <= 0)
		return there < 0 ? -1 : not_found(s, pivot, e);
	int taken = select_walk(&s->r->from, buf_str(&s->real), &rules, s->visitor, e);
	if (taken != 0 || wildcard_in(pattern))
		return taken < 0 ? -1 : 0;
	AUTO(buf_release) struct buf whole = {0};
	locate_join(pivot, pattern, &whole);
	return not_found(s, buf_str(&whole), e);
}

static int take_parents(struct selection *s, struct str source, struct err *e)
{
	AUTO(buf_release) struct buf pivot = {0};
	size_t at = pivot_of(source);
	locate_clean(str_upto(source, at), &pivot);
	locate_clean(str_from(source, at), &s->clean);
	if (s->clean.n == 0)
		return err_set(e, ERR_NOT_FOUND, "\"/\": not found");
	return walk_wanted(s, buf_str(&pivot), buf_str(&s->clean), e);
}

int select_each(const struct files_request *r, const struct select_visitor *v, struct err *e)
{
	AUTO(selection_release) struct selection s = {.r = r, .visitor = v};
	for (size_t i = 0; r->excludes && i < r->excludes->n; i++) {
		if (ignore_add(&s.excludes, r->excludes->p[i], e) < 0)
			return -1;
	}
	for (size_t i = 0; r->sources && i < r->sources->n; i++) {
		struct str source = r->sources->p[i];
		int failed = r->parents ? take_parents(&s, source, e) : take_plain(&s, source, e);
		if (failed < 0)
			return -1;
	}
	return 0;
}
