/* git - refs, tags and commits from a server on loopback. */
#include "remote/git.h"

#include <string.h>
#include <sys/stat.h>

#include "git_served.h"
#include "inside.h"

TestSuite(git, .timeout = 90);

/* The work directory is opened inside: a mount of another namespace cannot be cloned. */
struct fetching {
	const struct git_served *served;
	struct place work;
};

static const struct git_access access_to_loopback = {
	.search = "/usr/bin:/bin", .agent_fd = -1, .cancel_fd = -1};

static int fetch(
	const struct fetching *f, const char *options, struct git_commit *commit, struct err *e)
{
	AUTO(git_url_release) struct git_url url = {0};
	char text[256];
	struct git g = {&access_to_loopback, &url, f->work.dir};

	snprintf(text, sizeof text, "%s/r.git%s", f->served->url, options);
	if (git_url_parse(str_of(text), &url, e) < 0 || git_resolve(&g, commit, e) < 0)
		return -1;
	struct git_wants wants = git_wants_of(&url, false);

	if (tree_remove(&f->work.dir, "out", e) < 0 || tree_remove(&f->work.dir, "tree", e) < 0)
		return -1;
	return git_checkout(&g, commit, &wants, "out", e);
}

static bool holds(const struct fetching *f, const char *name, const char *text)
{
	AUTO(buf_release) struct buf got = {0};
	struct err e;

	return tree_read(&f->work.dir, name, 1000, &got, &e) == 0 &&
	       str_eq(buf_str(&got), str_of(text));
}

static bool is(const struct fetching *f, const char *name, unsigned mode, long long time_s)
{
	struct stat st;
	struct err e;

	return tree_stat(&f->work.dir, name, &st, &e) == 0 && (st.st_mode & 07777) == mode &&
	       st.st_mtim.tv_sec == time_s && st.st_uid == 0 && st.st_gid == 0;
}

static void enter(struct fetching *f)
{
	struct err e;

	tree_close(&f->work.dir);
	CHECK_OK(tree_open(f->work.path, &f->work.dir, &e));
}

static int right(void *argument)
{
	struct fetching *f = argument;
	struct git_commit c;
	struct err e;

	umask(077);
	enter(f);
	CHECK_OK(fetch(f, "", &c, &e));
	CHECK(strcmp(c.commit, f->served->second) == 0 && strcmp(c.ref, "refs/heads/main") == 0);
	CHECK(holds(f, "out/f", "two\n") && holds(f, "out/a.big", "pointer\n"));
	CHECK(is(f, "out", 0755, 1700000000) && is(f, "out/f", 0644, 1700000000));
	CHECK(is(f, "out/run", 0755, 1700000000) && !tree_has(&f->work.dir, "out/.git"));
	CHECK_OK(fetch(f, "#v1", &c, &e));
	CHECK(strcmp(c.object, f->served->tag) == 0 && strcmp(c.commit, f->served->first) == 0);
	CHECK(holds(f, "out/f", "one\n") && is(f, "out/f", 0644, 1600000000));
	CHECK_OK(fetch(f, "?tag=v1&mtime=checkout", &c, &e));
	CHECK(holds(f, "out/f", "one\n") && !is(f, "out/f", 0644, 1600000000));
	CHECK_OK(fetch(f, "?tag=light&subdir=d", &c, &e));
	CHECK(holds(f, "out/x", "x\n") && !tree_has(&f->work.dir, "out/f"));
	return 0;
}

static int kept(void *argument)
{
	struct fetching *f = argument;
	char by_name[64];
	struct git_commit c;
	struct err e;

	enter(f);
	CHECK_OK(fetch(f, "?tag=v1&keep-git-dir=1", &c, &e));
	CHECK(tree_has(&f->work.dir, "out/.git/HEAD"));
	CHECK(tree_has(&f->work.dir, "out/.git/shallow"));
	CHECK(tree_has(&f->work.dir, "out/.git/refs/tags/v1"));
	CHECK(!tree_has(&f->work.dir, "out/.git/hooks"));
	CHECK(!tree_has(&f->work.dir, "out/.git/logs"));
	CHECK(!tree_has(&f->work.dir, "out/.git/refs/lichen/held"));
	snprintf(by_name, sizeof by_name, "#%s", f->served->first);
	CHECK_OK(fetch(f, by_name, &c, &e));
	CHECK(holds(f, "out/f", "one\n"));
	return 0;
}

static int wrong(void *argument)
{
	struct fetching *f = argument;
	struct git_commit c;
	struct err e;

	enter(f);
	CHECK(fetch(f, "#none", &c, &e) == -1 && e.kind == ERR_NOT_FOUND);
	CHECK(strstr(e.text, "does not contain ref none"));
	CHECK(fetch(f, "?ref=main&checksum=0123", &c, &e) == -1 && e.kind == ERR_INVALID);
	CHECK(strstr(e.text, "expected checksum to match 0123"));
	CHECK(fetch(f, "#0123456789012345678901234567890123456789", &c, &e) == -1);
	CHECK(e.kind == ERR_INVALID && e.during[0]);
	CHECK(fetch(f, "#:out", &c, &e) == -1 && strstr(e.text, "link"));
	CHECK(fetch(f, "#:none", &c, &e) == -1 && e.kind == ERR_NOT_FOUND);
	return 0;
}

static void with_server(idmap_main *body)
{
	AUTO(git_served_release) struct git_served served = git_served_start();
	struct fetching f = {.served = &served};

	place_open(&f.work);
	inside(body, &f);
	place_close(&f.work);
}

Test(git, branches_tags_and_directories)
{
	with_server(right);
}

Test(git, a_kept_git_dir_and_a_bare_commit)
{
	with_server(kept);
}

Test(git, what_is_wrong_is_named)
{
	with_server(wrong);
}
