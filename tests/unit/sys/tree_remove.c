#include <errno.h>

#include "scratch.h"
#include "sys/tree.h"

static void removes(const struct scratch *s, const char *name)
{
	struct err e;
	AUTO(tree_close) struct tree t = TREE_NONE;
	int before = open_descriptors();

	cr_assert_eq(tree_open(s->path, &t, &e), 0);
	cr_assert_eq(tree_remove(&t, name, &e), 0, "%s", e.text);
	cr_assert(!scratch_has(s, name));
	tree_close(&t);
	cr_assert_eq(open_descriptors(), before);
}

Test(tree_remove, files_links_and_what_is_not_there)
{
	AUTO(scratch_release) struct scratch s = scratch_make();

	scratch_sh(&s, "mkdir keep; touch keep/f; ln -s keep l; touch f; mkfifo p");
	removes(&s, "l");
	removes(&s, "f");
	removes(&s, "p");
	removes(&s, "gone");
	removes(&s, "gone/too");
	cr_assert(scratch_has(&s, "keep/f"));
}

Test(tree_remove, links_inside_are_not_followed)
{
	AUTO(scratch_release) struct scratch s = scratch_make();

	scratch_sh(&s, "mkdir keep d; touch keep/f; ln -s ../keep d/l; ln -s / d/root");
	removes(&s, "d");
	cr_assert(scratch_has(&s, "keep/f"));
}

Test(tree_remove, directories_without_permissions)
{
	AUTO(scratch_release) struct scratch s = scratch_make();

	scratch_sh(&s, "mkdir -p d/a/b/c d/e/f; touch d/a/b/x d/e/g;"
		       "chmod 000 d/a/b/c d/a/b d/a; chmod 500 d/e; chmod 200 d");
	removes(&s, "d");
}

Test(tree_remove, many_files)
{
	AUTO(scratch_release) struct scratch s = scratch_make();

	scratch_sh(&s, "mkdir d; cd d; seq 5000 | xargs touch");
	removes(&s, "d");
}

/* Deeper than descriptors are held, and than a path can say. Some have no permissions. */
Test(tree_remove, deep_nesting)
{
	AUTO(scratch_release) struct scratch s = scratch_make();
	int at = dup(s.fd);
	char name[101];

	memset(name, 'd', 100);
	name[100] = '\0';
	for (int i = 0; i < 150; i++) {
		cr_assert_eq(mkdirat(at, name, 0700), 0);
		int next = openat(at, name, O_RDONLY | O_DIRECTORY);

		cr_assert_eq(mkdirat(next, "side", i % 10 ? 0700 : 0), 0);
		cr_assert_eq(fchmod(at, i % 7 ? 0700 : 0500), 0);
		close(at);
		at = next;
	}
	close(at);
	cr_assert_eq(fchmod(s.fd, 0700), 0);
	removes(&s, name);
}

Test(tree_remove, an_unsafe_name_is_refused)
{
	AUTO(scratch_release) struct scratch s = scratch_make();
	AUTO(tree_close) struct tree t = TREE_NONE;
	struct err e;

	scratch_sh(&s, "mkdir -p in/d; touch keep; ln -s .. in/up");
	char in[128];

	snprintf(in, sizeof in, "%s/in", s.path);
	cr_assert_eq(tree_open(in, &t, &e), 0);
	const char *const names[] = {"..", "../keep", "up/keep", ".", "d/.", "/tmp"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		cr_assert_eq(tree_remove(&t, names[i], &e), -1, "%s", names[i]);
		cr_assert_eq(e.kind, ERR_INVALID, "%s: %s", names[i], e.text);
	}
	cr_assert(scratch_has(&s, "keep"));
	cr_assert(scratch_has(&s, "in/d"));
}

Test(tree_remove, what_may_not_be_removed_is_an_error)
{
	AUTO(scratch_release) struct scratch s = scratch_make();
	AUTO(tree_close) struct tree t = TREE_NONE;
	struct err e;

	if (geteuid() == 0)
		cr_skip_test("skipped: root may remove it");
	scratch_sh(&s, "mkdir -p d/e; chmod 500 d");
	cr_assert_eq(tree_open(s.path, &t, &e), 0);
	cr_assert_eq(tree_remove(&t, "d/e", &e), -1);
	cr_assert_eq(e.sys_errno, EACCES);
}

Test(tree_remove, a_mount_is_not_crossed)
{
	AUTO(scratch_release) struct scratch s = scratch_make();
	AUTO(tree_close) struct tree t = TREE_NONE;
	struct err e;

	scratch_sh(&s, "mkdir -p keep d/e/mount; touch keep/f");
	if (!scratch_bind(&s, "keep", "d/e/mount"))
		cr_skip_test("skipped: no mount namespace here");
	cr_assert_eq(tree_open(s.path, &t, &e), 0);
	cr_assert_eq(tree_remove(&t, "d", &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	cr_assert_str_eq(e.hint, "something is mounted inside it");
	cr_assert_eq(tree_remove(&t, "d/e/mount", &e), -1);
	cr_assert(scratch_has(&s, "keep/f"));
	scratch_unbind(&s, "d/e/mount");
	cr_assert_eq(tree_remove(&t, "d", &e), 0, "%s", e.text);
}
