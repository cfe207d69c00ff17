/* Prefixes, suffixes and replacements, and the budget. */
#include "lang/pattern.h"

#include <criterion/criterion.h>

#include "base/attr.h"

static const struct {
	const char *pattern, *value;
	enum pattern_edge edge;
	bool longest;
	const char *want;
} trims[] = {
	{"*/", "a/b/c", PATTERN_PREFIX, false, "b/c"},
	{"*/", "a/b/c", PATTERN_PREFIX, true, "c"},
	{"/*", "a/b/c", PATTERN_SUFFIX, false, "a/b"},
	{"/*", "a/b/c", PATTERN_SUFFIX, true, "a"},
	{"a*b*", "axbxb", PATTERN_PREFIX, false, "xb"},
	{"", "abc", PATTERN_PREFIX, true, "abc"},
	{"*", "a\nb", PATTERN_PREFIX, true, "\nb"},
	{"?", "\nb", PATTERN_PREFIX, false, "\nb"},
	{"\\*", "*a", PATTERN_PREFIX, false, "a"},
	{"b\\*", "ab*", PATTERN_SUFFIX, false, "a"},
	{"\xff", "\xff", PATTERN_PREFIX, false, ""},
};

Test(pattern, trim)
{
	for (size_t i = 0; i < sizeof trims / sizeof *trims; i++) {
		AUTO(pattern_release) struct pattern p = {0};
		AUTO(buf_release) struct buf out = {0};
		size_t budget = 1000;
		uint32_t bad = 0;

		cr_assert(pattern_make(str_of(trims[i].pattern), &p, &bad));
		cr_assert(pattern_trim(&p, str_of(trims[i].value),
			(struct pattern_trim){trims[i].edge, trims[i].longest}, &out, &budget));
		cr_assert_str_eq(buf_cstr(&out), trims[i].want, "%zu", i);
	}
}

static const struct {
	const char *pattern, *value;
	bool all;
	const char *want;
} replacements[] = {
	{"b", "abcb", false, "aXcb"},
	{"b", "abcb", true, "aXcX"},
	{"b*d", "abcdbd", true, "aX"},
	{"", "ab", true, "XaXbX"},
	{"", "ab", false, "Xab"},
	{"*", "ab", true, "X"},
	{"x", "ab", true, "ab"},
	{"ab", "aab", true, "aX"},
	{"a?", "aaa", true, "Xa"},
};

Test(pattern, replace)
{
	for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++) {
		AUTO(pattern_release) struct pattern p = {0};
		AUTO(buf_release) struct buf out = {0};
		const struct pattern_replace how = {STR("X"), replacements[i].all};
		size_t budget = 1000;
		uint32_t bad = 0;

		cr_assert(pattern_make(str_of(replacements[i].pattern), &p, &bad));
		cr_assert(pattern_replace(&p, str_of(replacements[i].value), how, &out, &budget));
		cr_assert_str_eq(buf_cstr(&out), replacements[i].want, "%zu", i);
	}
}

Test(pattern, bad_escapes_and_the_budget)
{
	AUTO(pattern_release) struct pattern p = {0};
	AUTO(buf_release) struct buf out = {0};
	size_t budget = 5;
	uint32_t bad = 0;

	cr_assert(!pattern_make(STR("a\\b"), &p, &bad) && bad == 'b');
	cr_assert(!pattern_make(STR("a\\"), &p, &bad) && bad == 0xfffd);
	cr_assert(pattern_make(STR("*z"), &p, &bad));
	cr_assert(!pattern_trim(
		&p, STR("aaaaaaaaaa"), (struct pattern_trim){PATTERN_PREFIX, true}, &out, &budget));
}
