/* git - a commit of a remote repository as a directory: found first, then fetched. */
#include "remote/git.h"

#include <stdio.h>
#include <string.h>

#include "remote/git_tree.h"

enum { LIST_S = 120, FETCH_S = 3600, LOCAL_S = 900 };

#define ARGV(...) ((const char *const[]){__VA_ARGS__, NULL})
#define HELD "refs/lichen/held"

struct git_wants git_wants_of(const struct git_url *url, bool keep_git_dir)
{
	return (struct git_wants){
		.git_dir = !url->subdir && (keep_git_dir || url->keep_git_dir == 1),
		.submodules = url->submodules != 0,
		.commit_times = !url->checkout_times,
	};
}

static int list(const struct git *g, struct git_commit *out, struct err *e)
{
	AUTO(buf_release) struct buf listing = {0};
	AUTO(buf_release) struct buf peeled = {0};
	const char *remote = g->url->remote;
	const char *ref = g->url->ref;
	int r;

	if (!ref) {
		r = git_run(g, ARGV("ls-remote", "--symref", "--", remote, "HEAD"), LIST_S,
			&listing, e);
	} else {
		buf_fmt(&peeled, "%s^{}", ref);
		r = git_run(g, ARGV("ls-remote", "--", remote, ref, buf_cstr(&peeled)), LIST_S,
			&listing, e);
	}
	return r < 0 ? -1 : git_listing_choose(buf_str(&listing), ref, out, e);
}

int git_resolve(const struct git *g, struct git_commit *out, struct err *e)
{
	const char *ref = g->url->ref;

	if (ref && git_is_object_name(str_of(ref))) {
		*out = (struct git_commit){0};
		snprintf(out->object, sizeof out->object, "%s", ref);
	} else if (list(g, out, e) < 0) {
		return err_during(e, "asking `%s`", g->url->remote);
	}
	if (git_commit_verify(out, g->url->checksum, e) < 0)
		return err_during(e, "asking `%s`", g->url->remote);
	return 0;
}

static int init(const struct git *g, const struct git_commit *c, struct err *e)
{
	const char *format =
		strlen(c->object) == 64 ? "--object-format=sha256" : "--object-format=sha1";

	if (git_run(g, ARGV("init", "--quiet", format, "--", "tree"), LOCAL_S, NULL, e) < 0)
		return -1;
	/* What a submodule's `../x.git` counts from. */
	return git_run(g, ARGV("-C", "tree", "remote", "add", "--", "origin", g->url->remote),
		LOCAL_S, NULL, e);
}

static int fetch_one(const struct git *g, const char *from, struct err *e)
{
	AUTO(buf_release) struct buf spec = {0};

	buf_fmt(&spec, "+%s:" HELD, from);
	return git_run(g,
		ARGV("-C", "tree", "fetch", "--quiet", "--depth=1", "--no-tags",
			"--no-write-fetch-head", "--", g->url->remote, buf_cstr(&spec)),
		FETCH_S, NULL, e);
}

static int fetch_all(const struct git *g, struct err *e)
{
	return git_run(g,
		ARGV("-C", "tree", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--",
			g->url->remote, "+refs/heads/*:refs/remotes/origin/*",
			"+refs/tags/*:refs/tags/*"),
		FETCH_S, NULL, e);
}

static bool have(const struct git *g, const char *object)
{
	struct err ignored;

	return git_run(g, ARGV("-C", "tree", "cat-file", "-e", object), LOCAL_S, NULL, &ignored) ==
	       0;
}

/* Time, interruption and a missing git are no reason to try another way. */
static bool is_final(const struct err *e)
{
	return e->kind != ERR_INVALID;
}

/* What git said first is what is told: the later ways are for old servers. */
static int fetch(const struct git *g, const struct git_commit *c, struct err *e)
{
	struct err later;

	if (fetch_one(g, c->object, e) == 0)
		return 0;
	if (is_final(e))
		return -1;
	if (*c->ref && fetch_one(g, c->ref, &later) == 0 && have(g, c->object))
		return 0;
	if (fetch_all(g, &later) == 0 && have(g, c->object))
		return git_run(
			g, ARGV("-C", "tree", "update-ref", HELD, c->object), LOCAL_S, NULL, e);
	return -1;
}

/* One line that git writes, without its end. */
static int ask(const struct git *g, const char *const argv[], struct buf *out, struct err *e)
{
	if (git_run(g, argv, LOCAL_S, out, e) < 0)
		return -1;
	out->n = str_trim_right(buf_str(out), "\n").n;
	return 0;
}

/* The commit, whatever the fetched object is; a tag may stand for it. */
static int find_commit(
	const struct git *g, const struct git_commit *c, struct buf *name, struct err *e)
{
	AUTO(buf_release) struct buf spec = {0};

	buf_fmt(&spec, "%s^{commit}", c->object);
	if (ask(g, ARGV("-C", "tree", "rev-parse", "--verify", "--quiet", buf_cstr(&spec)), name,
		    e) < 0)
		return err_set(e, ERR_INVALID, "the git object %s stands for no commit", c->object);
	if (!git_is_object_name(buf_str(name)))
		return err_set(e, ERR_INVALID, "git has no proper name for the commit");
	if (*c->commit && strcmp(c->commit, buf_cstr(name)) != 0)
		return err_set(e, ERR_INVALID, "the tag stands for %s, not %s as was listed",
			buf_cstr(name), c->commit);
	return 0;
}

static int update_at_depth(const struct git *g, const char *depth, struct err *e)
{
	return git_run(g,
		ARGV("-C", "tree", "submodule", "--quiet", "update", "--init", "--recursive",
			depth),
		FETCH_S, NULL, e);
}

/* A server of plain files knows nothing of shallow repositories. */
static int update_submodules(const struct git *g, struct err *e)
{
	if (!tree_has(&g->work, "tree/.gitmodules") || update_at_depth(g, "--depth=1", e) == 0)
		return 0;
	if (!is_final(e) && strstr(e->text, "shallow") && update_at_depth(g, NULL, e) == 0)
		return 0;
	return err_during(e, "fetching the submodules of `%s`", g->url->remote);
}

static int commit_time(const struct git *g, long long *time_s, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};
	unsigned long long value = 0;

	if (ask(g, ARGV("-C", "tree", "log", "-1", "--no-show-signature", "--format=%ct"), &text,
		    e) < 0)
		return -1;
	if (!str_to_u64(buf_str(&text), &value) || value > GIT_TIME_MAX)
		value = 0; /* before 1970, or never */
	*time_s = (long long)value;
	return 0;
}

/* A branch or tag under its own name, where it came from, and nothing that tells when or how. */
static int settle_git_dir(const struct git *g, const struct git_commit *c, struct err *e)
{
	if (*c->ref && strcmp(c->ref, "HEAD") != 0 &&
		git_run(g, ARGV("-C", "tree", "update-ref", c->ref, c->object), LOCAL_S, NULL, e) <
			0)
		return -1;
	if (git_run(g, ARGV("-C", "tree", "update-ref", "-d", HELD), LOCAL_S, NULL, e) < 0 ||
		tree_unlink(&g->work, "tree/.git/index", e) < 0)
		return -1;
	/* Read anew, and not compared with the files: an index without times. */
	return git_run(g, ARGV("-C", "tree", "read-tree", "HEAD"), LOCAL_S, NULL, e);
}

static int check_out(const struct git *g, const struct git_commit *c, const struct git_wants *wants,
	long long *time_s, struct err *e)
{
	AUTO(buf_release) struct buf commit = {0};

	if (init(g, c, e) < 0 || fetch(g, c, e) < 0 || find_commit(g, c, &commit, e) < 0 ||
		git_run(g,
			ARGV("-C", "tree", "checkout", "--quiet", "--force", "--detach",
				buf_cstr(&commit)),
			LOCAL_S, NULL, e) < 0 ||
		(wants->submodules && update_submodules(g, e) < 0) || commit_time(g, time_s, e) < 0)
		return -1;
	return wants->git_dir ? settle_git_dir(g, c, e) : git_tree_strip(&g->work, "tree", e);
}

int git_checkout(const struct git *g, const struct git_commit *commit,
	const struct git_wants *wants, const char *name, struct err *e)
{
	long long time_s = 0;

	if (check_out(g, commit, wants, &time_s, e) < 0 ||
		git_tree_take(&g->work, "tree", g->url->subdir, name, e) < 0 ||
		(wants->commit_times && git_tree_date(&g->work, name, time_s, e) < 0))
		return err_during(e, "fetching `%s`", g->url->remote);
	return 0;
}
