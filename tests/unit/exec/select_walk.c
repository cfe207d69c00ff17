/* select_walk - --parents as BuildKit has it, and directories that are announced late. */
#include "exec/select_walk.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copytest.h"

#define CONTEXT "t/:0750 t/a/b/c/d t/a/b/x.txt t/k t/l>k t/n/m/x.txt top"

static const struct row {
	const char *words, *after;
} rows[] = {
	{"--parents t/k /out/", "out/ out/t/:750 out/t/k=t/k"},
	{"--parents /t/a/b/./c/d /out/", "out/ out/c/ out/c/d=t/a/b/c/d"},
	{"--parents /t/a/./b/./c /out/", "out/ out/b/ out/b/c/ out/b/c/d=t/a/b/c/d"},
	{"--parents ../t/k /out", "out/ out/t/:750 out/t/k=t/k"},
	{"--parents t/./**/x.txt /out/",
		"out/ out/a/ out/a/b/ out/a/b/x.txt=t/a/b/x.txt out/n/ out/n/m/ "
		"out/n/m/x.txt=t/n/m/x.txt"},
	{"--parents t/*/*/x.txt /out/",
		"out/ out/t/:750 out/t/a/ out/t/a/b/ out/t/a/b/x.txt=t/a/b/x.txt out/t/n/ "
		"out/t/n/m/ out/t/n/m/x.txt=t/n/m/x.txt"},
	{"--parents t/./n top /out/", "out/ out/n/ out/n/m/ out/n/m/x.txt=t/n/m/x.txt out/top=top"},
	{"--parents t/l /out/", "out/ out/t/:750 out/t/l>k"},
	{"--parents t/l/x /out/", "error: \"/t/l/x\": not found"},
	{"--parents no /out/", "error: \"/no\": not found"},
	{"--parents no* /out/", "out/"},
	{"--parents t/no* /out/", "out/"},
	{"--parents t/no/./x /out/", "error: \"/t/no\": not found"},
	{"--parents t/no*/./x /out/", ""},
	{"--parents t/*/./**/x.txt /out/",
		"out/ out/b/ out/b/x.txt=t/a/b/x.txt out/m/ out/m/x.txt=t/n/m/x.txt"},
	{"--parents t/*/./b t/[al]/./b/c /out/",
		"out/ out/b/ out/b/c/ out/b/c/d=t/a/b/c/d out/b/x.txt=t/a/b/x.txt"},
	{"--parents . /out/", "error: \"/\": not found"},
	{"--parents / /out/", "error: \"/\": not found"},
	{"--parents t/./. /out/", "error: \"/\": not found"},
	{"--parents --exclude=a/b/x.txt t/./**/x.txt /out/",
		"out/ out/n/ out/n/m/ out/n/m/x.txt=t/n/m/x.txt"},
	{"--parents --exclude=t/k t/k /out/", "error: \"/t/k\": not found"},
	{"--parents --chmod=700 t/k /out/", "out/:700 out/t/:700 out/t/k=t/k:700"},
	{"--parents --chmod=g+w t/k /out/", "out/ out/t/:770 out/t/k=t/k:664"},
	{"--parents t/[x /out/", NULL},
};

Test(select_walk, parents)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct copytest t;

		copytest_init(&t);
		copytest_make(t.from.fd, CONTEXT);
		const char *got = copytest_result(&t, rows[i].words);

		if (rows[i].after)
			cr_expect_str_eq(got, rows[i].after, "COPY %s\n  gave %s\n  not  %s",
				rows[i].words, got, rows[i].after);
		else
			cr_expect(strstr(got, "error: ") == got, "COPY %s: %s", rows[i].words, got);
		copytest_release(&t);
	}
}

/* An existing parent takes the source's mode, also under --chmod; its owner stays. */
Test(select_walk, existing_parents)
{
	struct copytest t;

	copytest_init(&t);
	copytest_make(t.from.fd, CONTEXT);
	copytest_make(t.to.fd, "out/t/:0700");
	cr_expect_str_eq(copytest_result(&t, "--parents --chmod=711 t/k /out/"),
		"out/ out/t/:750 out/t/k=t/k:711");
	copytest_release(&t);
}

Test(select_walk, owners_of_parents)
{
	struct copytest t;
	struct stat st;

	if (geteuid() != 0)
		copytest_skip("files of other owners need privilege");
	copytest_init(&t);
	copytest_make(t.from.fd, CONTEXT);
	copytest_make(t.to.fd, "out/t/");
	cr_assert_eq(fchownat(t.from.fd, "t", 8, 9, 0), 0);
	cr_assert_eq(fchownat(t.from.fd, "t/a", 8, 9, 0), 0);
	cr_assert_eq(fchownat(t.to.fd, "out/t", 3, 4, 0), 0);
	t.request.keep_owner = true;
	cr_assert_eq(copytest_copy(&t, "--parents t/a/b/x.txt /out/"), 0, "%s", t.e.text);
	cr_assert_eq(fstatat(t.to.fd, "out/t", &st, 0), 0);
	cr_expect(st.st_uid == 3 && st.st_gid == 4);
	cr_assert_eq(fstatat(t.to.fd, "out/t/a", &st, 0), 0);
	cr_expect(st.st_uid == 8 && st.st_gid == 9);
	cr_assert_eq(copytest_copy(&t, "--parents --chown=5:6 t/a/b/x.txt /new/"), 0);
	cr_assert_eq(fstatat(t.to.fd, "new/t", &st, 0), 0);
	cr_expect(st.st_uid == 5 && st.st_gid == 6);
	copytest_release(&t);
}

/* The mode of a parent lands even under --chmod, so it is in the digest. */
Test(select_walk, modes_of_parents_enter_the_digest)
{
	struct copytest t;

	copytest_init(&t);
	copytest_make(t.from.fd, CONTEXT);
	struct digest_text before = copytest_digest(&t, "--parents --chmod=711 t/k /out/");

	cr_assert_eq(fchmodat(t.from.fd, "t", 0700, 0), 0);
	cr_expect_str_neq(before.text, copytest_digest(&t, "--parents --chmod=711 t/k /out/").text);
	copytest_release(&t);
}

Test(select_walk, dockerignore_and_parents)
{
	struct copytest t;

	copytest_init(&t);
	copytest_make(t.from.fd, CONTEXT);
	copytest_ignore(&t, "t\n!t/n\n");
	cr_expect_str_eq(copytest_result(&t, "--parents **/x.txt /out/"),
		"out/ out/t/:750 out/t/n/ out/t/n/m/ out/t/n/m/x.txt=t/n/m/x.txt");
	cr_expect_str_eq(copytest_result(&t, "--parents t/k /out/"), "error: \"/t/k\": not found");
	copytest_release(&t);
}

/* A hidden directory appears with its own mode, and only for what `!` brings back. */
Test(select_walk, hidden_directories_appear_late)
{
	struct copytest t;

	copytest_init(&t);
	copytest_make(t.from.fd, CONTEXT " e/:0711 e/f/g");
	copytest_ignore(&t, "*\n!t/n/m/x.txt\n");
	cr_expect_str_eq(copytest_result(&t, ". /x"),
		"x/ x/t/:750 x/t/n/ x/t/n/m/ x/t/n/m/x.txt=t/n/m/x.txt");
	cr_expect_str_eq(copytest_result(&t, "e /y"), "error: \"/e\": not found");
	copytest_release(&t);
}
