/* git_tree - a checkout made into plain files. */
#include "remote/git_tree.h"

#include <sys/stat.h>

#include "place.h"

static void directory(struct place *p, const char *name)
{
	AUTO(tree_close) struct tree made = TREE_NONE;
	struct err e;

	cr_assert(tree_make_at(&p->dir, name, 0755, &made, &e) == 0, "%s", e.text);
}

Test(git_tree, strip_takes_every_git)
{
	struct place p;
	struct err e;

	place_open(&p);
	directory(&p, "tree/.git/objects");
	directory(&p, "tree/sub");
	place_file(&p, "tree/sub/.git", "gitdir: /somewhere");
	place_file(&p, "tree/.gitignore", "x");
	cr_assert(git_tree_strip(&p.dir, "tree", &e) == 0, "%s", e.text);
	cr_expect_not(tree_has(&p.dir, "tree/.git"));
	cr_expect_not(tree_has(&p.dir, "tree/sub/.git"));
	cr_expect(tree_has(&p.dir, "tree/.gitignore"));
	place_close(&p);
}

Test(git_tree, take_follows_no_link)
{
	struct place p;
	struct err e;

	place_open(&p);
	directory(&p, "tree/a/b");
	place_file(&p, "tree/a/f", "x");
	cr_assert_eq(symlinkat("/etc", p.dir.fd, "tree/out"), 0);
	cr_assert_eq(symlinkat("a", p.dir.fd, "tree/in"), 0);
	cr_expect_eq(git_tree_take(&p.dir, "tree", "out", "to", &e), -1);
	cr_expect_eq(e.kind, ERR_INVALID);
	cr_expect_eq(git_tree_take(&p.dir, "tree", "in/b", "to", &e), -1);
	cr_expect_eq(e.kind, ERR_INVALID);
	cr_expect_eq(git_tree_take(&p.dir, "tree", "a/f", "to", &e), -1);
	cr_expect_eq(e.kind, ERR_INVALID);
	cr_expect_eq(git_tree_take(&p.dir, "tree", "none", "to", &e), -1);
	cr_expect_eq(e.kind, ERR_NOT_FOUND);
	cr_assert(git_tree_take(&p.dir, "tree", "a", "to", &e) == 0, "%s", e.text);
	cr_expect(tree_has(&p.dir, "to/b"));
	cr_expect_not(tree_has(&p.dir, "tree"));
	cr_assert(git_tree_take(&p.dir, "to", NULL, "all", &e) == 0, "%s", e.text);
	cr_expect(tree_has(&p.dir, "all/f"));
	place_close(&p);
}

Test(git_tree, one_time_for_all)
{
	static const char *const names[] = {"t", "t/d", "t/d/f", "t/l"};
	struct place p;
	struct stat st;
	struct err e;

	place_open(&p);
	directory(&p, "t/d");
	place_file(&p, "t/d/f", "x");
	cr_assert_eq(symlinkat("/etc/hosts", p.dir.fd, "t/l"), 0);
	cr_assert(git_tree_date(&p.dir, "t", 1234567890, &e) == 0, "%s", e.text);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		cr_assert(tree_stat(&p.dir, names[i], &st, &e) == 0, "%s", e.text);
		cr_expect_eq(st.st_mtim.tv_sec, 1234567890, "%s", names[i]);
	}
	place_close(&p);
}
