/* place - --link, and what the destination gets, as BuildKit has it. */
#include "exec/place.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copytest.h"

static struct copytest t;

static void setup(void)
{
	copytest_init(&t);
	copytest_make(t.from.fd, "a b d/f d/s/g");
}

static void teardown(void)
{
	copytest_release(&t);
}

TestSuite(place, .init = setup, .fini = teardown);

Test(place, link_resets_directories_on_the_way)
{
	copytest_make(t.to.fd, "p/:0700 p/q/:1777 p/q/keep");
	cr_expect_str_eq(
		copytest_result(&t, "--link a /p/q/"), "p/ p/q/ p/q/a=a p/q/keep=p/q/keep");
	cr_expect_str_eq(copytest_result(&t, "--link --chmod=700 b /p/q/"),
		"p/:700 p/q/:700 p/q/a=a p/q/b=b:700 p/q/keep=p/q/keep");
}

Test(place, link_follows_nothing)
{
	copytest_make(t.to.fd, "t/ l>t f>t/x");
	cr_expect_str_eq(copytest_result(&t, "--link a /l/"), "f>t/x l/ l/a=a t/");
	cr_expect_str_eq(copytest_result(&t, "--link a /f"), "f=a l/ l/a=a t/");
}

Test(place, link_replaces_what_is_in_the_way)
{
	copytest_make(t.to.fd, "x/deep/er file=old y/s=old z/f/deep");
	cr_expect_str_eq(copytest_result(&t, "--link a /x"), "file=old x=a y/ y/s=old z/ z/f/ "
							     "z/f/deep=z/f/deep");
	cr_expect_str_eq(copytest_result(&t, "--link a /file/"),
		"file/ file/a=a x=a y/ y/s=old z/ z/f/ z/f/deep=z/f/deep");
	cr_expect_str_eq(copytest_result(&t, "--link d /y"),
		"file/ file/a=a x=a y/ y/f=d/f y/s/ y/s/g=d/s/g z/ z/f/ z/f/deep=z/f/deep");
	cr_expect_str_eq(copytest_result(&t, "--link d /z"),
		"file/ file/a=a x=a y/ y/f=d/f y/s/ y/s/g=d/s/g z/ z/f=d/f z/s/ z/s/g=d/s/g");
}

Test(place, link_knows_a_directory_that_it_made)
{
	cr_expect_str_eq(copytest_result(&t, "--link d a /x"), "x/ x/a=a x/f=d/f x/s/ x/s/g=d/s/g");
	cr_expect_str_eq(copytest_result(&t, "--link a b /y"),
		"error: cannot copy several files to `/y`, which is no directory");
}

Test(place, link_with_owner)
{
	struct stat st;

	if (geteuid() != 0)
		copytest_skip("--chown needs privilege");
	copytest_make(t.to.fd, "p/q/");
	cr_assert_eq(copytest_copy(&t, "--link --chown=5:6 a /p/q/"), 0, "%s", t.e.text);
	cr_assert_eq(fstatat(t.to.fd, "p", &st, 0), 0);
	cr_expect(st.st_uid == 5 && st.st_gid == 6);
	cr_assert_eq(copytest_copy(&t, "--link a /p/q/"), 0, "%s", t.e.text);
	cr_assert_eq(fstatat(t.to.fd, "p/q", &st, 0), 0);
	cr_expect(st.st_uid == 0 && st.st_gid == 0);
}

Test(place, long_names_are_errors)
{
	char words[400];

	snprintf(words, sizeof words, "a /%0300d", 1);
	cr_expect_eq(copytest_copy(&t, words), -1);
	cr_expect_eq(t.e.kind, ERR_LIMIT, "%s", t.e.text);
	snprintf(words, sizeof words, "--link a /%0300d/", 1);
	cr_expect_eq(copytest_copy(&t, words), -1);
	cr_expect_eq(t.e.kind, ERR_LIMIT, "%s", t.e.text);
}

Test(place, loops_of_links_are_errors)
{
	copytest_make(t.to.fd, "l>m m>l");
	cr_expect_eq(copytest_copy(&t, "a /l"), -1);
	cr_expect_eq(copytest_copy(&t, "a /l/"), -1);
	cr_expect_eq(copytest_copy(&t, "d /l"), -1);
}
