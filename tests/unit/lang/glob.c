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

static const struct {
	const char *pattern, *name;
	int want;
} globs[] = {
	{"abc", "abc", 1},
	{"*", "abc", 1},
	{"*c", "abc", 1},
	{"a*", "a", 1},
	{"a*", "abc", 1},
	{"a*", "ab/c", 0},
	{"a*/b", "abc/b", 1},
	{"a*/b", "a/c/b", 0},
	{"a*b*c*d*e*/f", "axbxcxdxe/f", 1},
	{"a*b*c*d*e*/f", "axbxcxdxexxx/f", 1},
	{"a*b*c*d*e*/f", "axbxcxdxe/xxx/f", 0},
	{"a*b*c*d*e*/f", "axbxcxdxexxx/fff", 0},
	{"a*b?c*x", "abxbbxdbxebxczzx", 1},
	{"a*b?c*x", "abxbbxdbxebxczzy", 0},
	{"ab[c]", "abc", 1},
	{"ab[b-d]", "abc", 1},
	{"ab[e-g]", "abc", 0},
	{"ab[^c]", "abc", 0},
	{"ab[^b-d]", "abc", 0},
	{"ab[^e-g]", "abc", 1},
	{"a\\*b", "a*b", 1},
	{"a\\*b", "ab", 0},
	{"a?b",
		"a\xe2\x98\xba"
		"b",
		1},
	{"a[^a]b",
		"a\xe2\x98\xba"
		"b",
		1},
	{"a???b",
		"a\xe2\x98\xba"
		"b",
		0},
	{"[a-\xce\xb6]*", "\xce\xb1", 1},
	{"*[a-\xce\xb6]", "A", 0},
	{"a?b", "a/b", 0},
	{"a*b", "a/b", 0},
	{"[\\]a]", "]", 1},
	{"[\\-]", "-", 1},
	{"[x\\-]", "x", 1},
	{"[x\\-]", "z", 0},
	{"[\\-x]", "-", 1},
	{"[]a]", "]", -1},
	{"[-]", "-", -1},
	{"[x-]", "x", -1},
	{"[-x]", "x", -1},
	{"\\", "a", -1},
	{"[a-b-c]", "a", -1},
	{"[", "a", -1},
	{"[^", "a", -1},
	{"[^bc", "a", -1},
	{"a[", "a", -1},
	{"a[", "ab", -1},
	{"a[", "x", -1},
	{"a/b[", "x", -1},
	{"*x", "xxx", 1},
	{"", "", 1},
	{"", "a", 0},
	{"**", "a/b", 0},
	{"q[*]", "q*", 1},
	{"q[*]", "qa", 0},
	{"q[?]", "q?", 1},
	{"arr[[]0].txt", "arr[0].txt", 1},
	{"[!a]", "!", 1},
	{"[!a]", "b", 0},
	{"*", ".h", 1},
};

Test(glob, filepath_match)
{
	struct err e = {0};

	for (size_t i = 0; i < sizeof globs / sizeof *globs; i++)
		cr_assert_eq(glob_match(str_of(globs[i].pattern), str_of(globs[i].name), &e),
			globs[i].want, "`%s` `%s`", globs[i].pattern, globs[i].name);
}

Test(glob, no_pattern_blows_up)
{
	AUTO(buf_release) struct buf pattern = {0};
	AUTO(buf_release) struct buf name = {0};
	struct err e = {0};

	for (int i = 0; i < 400; i++)
		buf_cstr_add(&pattern, "**/*a");
	for (int i = 0; i < 2000; i++)
		buf_cstr_add(&name, "a/");
	buf_char(&name, 'b');
	cr_assert_eq(glob_match(buf_str(&pattern), buf_str(&name), &e), 0);
}
