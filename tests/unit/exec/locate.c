#include "exec/locate.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "copytest.h"

/* `up` leads out and is clamped to the context; chains are followed. */
Test(locate, links_out_of_the_context)
{
	static const struct copytest_row rows[] = {
		{"up /x", NULL, "error: \"/up\": not found"},
		{"abs /x", NULL, "x=a"},
		{"l1 /x", NULL, "x=a"},
		{"l3/f /x", NULL, "x=dir/f"},
		{"loop /x", NULL, "error: too many links at `/loop`"},
		{"slash/a /x", NULL, "x=a"},
	};

	COPYTEST_ROWS(
		"a dir/f up>../../../etc/passwd abs>/a l1>l2 l2>a l3>dir loop>loop slash>/../..",
		rows);
}

Test(locate, paths_as_text)
{
	static const struct {
		const char *path, *clean, *base, *parent;
	} rows[] = {
		{"", "", "", ""},
		{"/", "", "", ""},
		{"a", "a", "a", ""},
		{"/a//b/./c/", "a/b/c", "c", "a/b"},
		{"../../a", "a", "a", ""},
		{"a/../../b", "b", "b", ""},
		{"a/b/..", "a", "a", ""},
	};
	AUTO(buf_release) struct buf clean = {0};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		locate_clean(str_of(rows[i].path), &clean);
		cr_expect_str_eq(buf_cstr(&clean), rows[i].clean, "%s", rows[i].path);
		cr_expect(str_eq(locate_base(buf_str(&clean)), str_of(rows[i].base)));
		cr_expect(str_eq(locate_parent(buf_str(&clean)), str_of(rows[i].parent)));
	}
}

/* Where it comes out, also of what is not there. */
Test(locate, real_paths)
{
	static const struct {
		const char *path, *real;
		int there;
	} rows[] = {
		{"", "", 1},
		{"a/b/f", "a/b/f", 1},
		{"l/f", "a/b/f", 1},
		{"abs", "a/b", 1},
		{"up", "a", 1},
		{"dang", "no/where", 0},
		{"dang/x", "no/where/x", 0},
		{"a/new/x", "a/new/x", 0},
		{"a/b/f/x", "a/b/f/x", 0},
	};
	AUTO(buf_release) struct buf real = {0};
	struct copytest t;

	copytest_init(&t);
	copytest_make(t.from.fd, "a/b/f l>a/b abs>/a/b up>../../a dang>/no/where");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int there = locate(&t.from, str_of(rows[i].path), NULL, &real, &t.e);

		cr_expect_eq(there, rows[i].there, "%s: %d", rows[i].path, there);
		cr_expect_str_eq(buf_cstr(&real), rows[i].real, "%s", rows[i].path);
	}
	copytest_release(&t);
}

Test(locate, limits)
{
	AUTO(buf_release) struct buf real = {0};
	AUTO(buf_release) struct buf longest = {0};
	struct copytest t;

	copytest_init(&t);
	copytest_make(t.from.fd, "loop>loop/x");
	cr_expect_eq(locate(&t.from, STR("loop"), NULL, &real, &t.e), -1);
	for (size_t i = 0; i < LOCATE_PATH_MAX; i++)
		buf_cstr_add(&longest, "a/");
	err_clear(&t.e);
	cr_expect_eq(locate(&t.from, buf_str(&longest), NULL, &real, &t.e), -1);
	cr_expect_eq(t.e.kind, ERR_LIMIT);
	copytest_release(&t);
}

Test(locate, opens_no_link)
{
	struct copytest t;
	int fd = -1;

	copytest_init(&t);
	copytest_make(t.from.fd, "d/ l>d");
	cr_expect_eq(locate_open_dir(&t.from, STR("l"), &fd, &t.e), -1);
	cr_expect_eq(fd, -1);
	copytest_release(&t);
}
