/* select_walk - a directory that is a source of a COPY, and everything below it that is not hidden.
 *
 * The directories from the start to where the walk is form a stack with what each kind of rule said
 * of them, so that a path costs one match and not one for each of its parents. How many of the
 * stack were announced is one number: announcing goes from the outside in, leaving from the inside
 * out.
 */
#include "exec/select_walk.h"

#include "base/vec.h"
#include "exec/links.h"
#include "exec/locate.h"
#include "exec/wildcard.h"
#include "sys/fd.h"
#include "sys/walk.h"

enum verdict { VERDICT_NO, VERDICT_MAYBE_BELOW, VERDICT_TAKE };

/* A directory that the walk is in. */
struct level {
	struct buf path;
	struct stat st;
	struct ignore_state hidden, excluded, wanted;
	bool announced, on_the_way;
};

struct walk {
	const struct select_rules *rules;
	const struct select_visitor *visitor;
	struct str real;
	VEC(struct level) levels;
	size_t announced; /* the first so many levels are */
	struct links links;
	struct buf in_root; /* scratch: a path in the root */
	size_t taken;       /* entries that were wanted themselves */
};

static void level_release(struct level *l)
{
	buf_release(&l->path);
	ignore_state_release(&l->hidden);
	ignore_state_release(&l->excluded);
	ignore_state_release(&l->wanted);
}

static void walk_release(struct walk *w)
{
	for (size_t i = 0; i < w->levels.n; i++)
		level_release(&w->levels.p[i]);
	vec_release(&w->levels);
	links_release(&w->links);
	buf_release(&w->in_root);
}

/* Announces the innermost levels that are not yet, outermost first. */
static int announce(struct walk *w, struct err *e)
{
	for (; w->announced < w->levels.n; w->announced++) {
		struct level *l = &w->levels.p[w->announced];
		struct pick p = {
			.path = buf_cstr(&l->path),
			.dirfd = -1,
			.st = &l->st,
			.top = w->announced == 0,
			.on_the_way = l->on_the_way,
		};
		p.name = p.path;
		if (w->visitor->enter(w->visitor->context, &p, e) < 0)
			return -1;
	}
	return 0;
}

/* The innermost level is over. */
static int pop_level(struct walk *w, int dirfd, const char *name, struct err *e)
{
	struct level *l = vec_last(&w->levels);
	int failed = 0;
	if (w->announced == w->levels.n) {
		struct pick p = {
			.path = buf_cstr(&l->path),
			.name = name,
			.dirfd = dirfd,
			.st = &l->st,
			.top = w->levels.n == 1,
			.on_the_way = l->on_the_way,
		};
		failed = w->visitor->leave(w->visitor->context, &p, e);
		w->announced--;
	}
	level_release(l);
	w->levels.n--;
	return failed;
}

/* own collects the states when path is a directory's; NULL for anything else. */
static enum verdict judge(struct walk *w, struct str path, struct level *own)
{
	const struct select_rules *r = w->rules;
	const struct level *parent = vec_last(&w->levels);
	bool hidden = false, excluded = false, wanted = true, below = true;
	if (r->hidden) {
		locate_join(w->real, path, &w->in_root);
		hidden = ignore_match(r->hidden, buf_str(&w->in_root), &parent->hidden,
			own ? &own->hidden : NULL);
		below = !hidden || r->hidden->has_negation;
	}
	if (r->excludes->n > 0) {
		excluded = ignore_match(
			r->excludes, path, &parent->excluded, own ? &own->excluded : NULL);
		below = below && (!excluded || r->excludes->has_negation);
	}
	if (r->wanted) {
		wanted = ignore_match(r->wanted, path, &parent->wanted, own ? &own->wanted : NULL);
		below = below && (wanted || wildcard_may_hold(r->pattern, path));
	}
	if (!hidden && !excluded && wanted)
		return VERDICT_TAKE;
	if (!own || !below)
		return VERDICT_NO;
	own->on_the_way = r->wanted && !wanted;
	return VERDICT_MAYBE_BELOW;
}

static int enter_directory(struct walk *w, const struct walk_entry *entry, struct err *e)
{
	struct level level = {.st = *entry->st};
	struct str path = str_of(entry->path);
	enum verdict verdict = judge(w, path, &level);
	if (verdict == VERDICT_NO) {
		level_release(&level);
		return WALK_SKIP;
	}
	buf_str_add(&level.path, path);
	vec_push(&w->levels, level);
	if (select_admit(str_of(entry->name), entry->st, entry->path, e) < 0)
		return -1;
	if (verdict == VERDICT_MAYBE_BELOW)
		return WALK_ON;
	w->taken++;
	return announce(w, e) < 0 ? -1 : WALK_ON;
}

static int enter_entry(void *context, const struct walk_entry *entry, struct err *e)
{
	struct walk *w = context;
	if (S_ISDIR(entry->st->st_mode))
		return enter_directory(w, entry, e);
	if (judge(w, str_of(entry->path), NULL) != VERDICT_TAKE)
		return WALK_ON;
	if (select_admit(str_of(entry->name), entry->st, entry->path, e) < 0 || announce(w, e) < 0)
		return -1;
	w->taken++;
	struct pick p = {
		.path = entry->path,
		.name = entry->name,
		.dirfd = entry->dirfd,
		.st = entry->st,
	};
	if (entry->st->st_nlink > 1)
		p.same_as = links_meet(&w->links, entry->st, entry->path);
	return w->visitor->enter(w->visitor->context, &p, e);
}

static int leave_entry(void *context, const struct walk_entry *entry, struct err *e)
{
	return pop_level(context, entry->dirfd, entry->name, e);
}

/* What the rules say of the start itself, through all of its parents. */
static bool start_hidden(const struct walk *w, struct level *start)
{
	const struct ignore *hidden = w->rules->hidden;
	struct ignore_state above = {0};
	bool is = false;
	for (size_t n = 0; hidden && n < w->real.n; n++) {
		n += str_find(str_from(w->real, n), '/');
		is = ignore_match(hidden, str_upto(w->real, n), &above, &start->hidden);
		ignore_state_release(&above);
		above = start->hidden;
	}
	start->hidden = above;
	return is;
}

static int open_start(
	const struct rootfs *root, struct walk *w, struct level *start, int *fd, struct err *e)
{
	if (locate_open_dir(root, w->real, fd, e) < 0)
		return -1;
	if (fstat(*fd, &start->st) < 0)
		return err_sys(e, "cannot look at `/%.*s`", STR_FMT(w->real));
	return 0;
}

int select_walk(const struct rootfs *root, struct str real, const struct select_rules *rules,
	const struct select_visitor *v, struct err *e)
{
	AUTO(walk_release) struct walk w = {.rules = rules, .visitor = v, .real = real};
	AUTO(fd_close) int fd = -1;
	struct level start = {.on_the_way = rules->wanted != NULL};
	bool hidden = start_hidden(&w, &start);
	vec_push(&w.levels, start);
	if (hidden && !rules->hidden->has_negation)
		return 0;
	if (open_start(root, &w, &w.levels.p[0], &fd, e) < 0)
		return -1;
	w.taken = !hidden && !rules->wanted;
	if (!hidden && announce(&w, e) < 0)
		return -1;
	/* What is mounted in a context belongs to it, as any other program sees it. */
	const struct walk_visitor visitor = {
		.enter = enter_entry,
		.leave = leave_entry,
		.context = &w,
		.cross_mounts = true,
	};
	if (walk_tree(fd, &visitor, e) < 0 || pop_level(&w, fd, ".", e) < 0)
		return -1;
	return w.taken > 0;
}
