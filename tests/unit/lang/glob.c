/* The compiled form: heads, tails, and `**`. */
#include "lang/glob.h"

#include <criterion/criterion.h>

#include "base/attr.h"

static const struct {
	const char *pattern, *name;
	bool want;
} table[] = {
	{"a**/b", "ab", true},
	{"a**/b", "axx/b", true},
	{"a**/b", "a/b", true},
	{"a**/b", "axb", false},
	{"**/a*", "x/y/ab", true},
	{"**/a*", "x/a/b", false},
	{"a/**/b", "a/b", true},
	{"a/**/b", "a/x/y/b", true},
	{"a/**/b", "a/xb", false},
	{"*x**", "ax/y/z", true},
	{"*x**", "a/x", false},
	{"***", "a/b", true},
	{"**/*", "a\nb/c", false},
	{"*", "a\nb", true},
	{"a[^b]c", "a/c", true},
};

Test(glob_compiled, globstar)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		AUTO(glob_release) struct glob g = {0};

		cr_assert(glob_make(str_of(table[i].pattern), true, &g));
		cr_assert_eq(glob_run(&g, str_of(table[i].name)), table[i].want, "`%s` `%s`",
			table[i].pattern, table[i].name);
	}
}

Test(glob_compiled, head_and_tail)
{
	AUTO(glob_release) struct glob g = {0};
	AUTO(buf_release) struct buf head = {0};
	AUTO(buf_release) struct buf tail = {0};

	cr_assert(glob_make(STR("ab\\*c*[x]d\xff"), false, &g));
	glob_head(&g, &head);
	glob_tail(&g, &tail);
	cr_assert_str_eq(buf_cstr(&head), "ab*c");
	cr_assert_str_eq(buf_cstr(&tail), "d\xff");
}
