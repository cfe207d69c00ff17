#include "base/strs.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/attr.h"

Test(strs, owns_copies)
{
	AUTO(strs_release) struct strs s = {0};
	char text[] = "abc";

	strs_add(&s, (struct str){text, 2});
	text[0] = 'X';
	cr_assert_eq(s.n, 1);
	cr_assert_str_eq(s.p[0].p, "ab");
	cr_assert(strs_has(&s, STR("ab")));
	cr_assert(!strs_has(&s, STR("abc")));
	cr_assert(!strs_has(&s, STR("")));
}

Test(strs, a_text_may_be_added_again)
{
	AUTO(strs_release) struct strs s = {0};

	strs_add(&s, STR("abc"));
	for (int i = 0; i < 100; i++)
		strs_add(&s, s.p[0]);
	cr_assert_str_eq(s.p[100].p, "abc");
	cr_assert_neq(s.p[100].p, s.p[0].p);
}

Test(strs, copies_replace_and_may_be_of_itself)
{
	AUTO(strs_release) struct strs a = {0};
	AUTO(strs_release) struct strs b = {0};

	strs_add(&a, STR("1"));
	strs_add(&a, STR("2"));
	strs_add(&b, STR("old"));
	strs_copy(&b, &a);
	cr_assert_eq(b.n, 2);
	cr_assert_str_eq(b.p[1].p, "2");
	strs_copy(&b, &b);
	cr_assert_eq(b.n, 2);
}

Test(strs, sorting_is_bytewise)
{
	AUTO(strs_release) struct strs s = {0};

	strs_sort(&s);
	strs_add(&s, STR("b"));
	strs_add(&s, STR("\377"));
	strs_add(&s, STR("B"));
	strs_add(&s, STR("b."));
	strs_sort(&s);
	cr_assert_str_eq(s.p[0].p, "B");
	cr_assert_str_eq(s.p[1].p, "b");
	cr_assert_str_eq(s.p[2].p, "b.");
	cr_assert_str_eq(s.p[3].p, "\377");
}

Test(strs, argv_borrows_and_ends_in_null)
{
	AUTO(strs_release) struct strs s = {0};
	char **argv = strs_argv(&s);

	cr_assert_null(argv[0]);
	free(argv);
	strs_add(&s, STR("/bin/sh"));
	strs_add(&s, STR(""));
	argv = strs_argv(&s);
	cr_assert_eq(argv[0], s.p[0].p);
	cr_assert_str_eq(argv[1], "");
	cr_assert_null(argv[2]);
	free(argv);
}

Test(strs, release_is_idempotent)
{
	struct strs s = {0};

	strs_add(&s, STR("x"));
	strs_release(&s);
	strs_release(&s);
	cr_assert_eq(s.n, 0);
}
