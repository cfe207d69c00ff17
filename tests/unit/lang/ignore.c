/* .dockerignore as moby's patternmatcher has it, and Go's filepath.Match. */
#include "lang/ignore.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"

/* The context of the table: every file in it, and .dockerignore itself. */
static const char *const files[] = {".dockerignore", "a.txt", "b.md", "foo", "s/foo", "s/t/foo",
	"s/t/bar.txt", "abc/x", "abc/d/y", "docs/a.md", "docs/README.md", "README.md",
	"node_modules/m/i.js", "sub/node_modules/k", ".env", ".git/HEAD", "#hash", "!bang", " sp",
	"q[1].txt", "q1.txt", "back\\slash"};

enum { FILES = sizeof files / sizeof *files };

/* out: the files that are gone, in the order above; or after "only ", those that are left. */
static const struct {
	const char *patterns, *want;
} table[] = {
	{"*.txt", "a.txt q[1].txt q1.txt"},
	{"**/*.txt", "a.txt s/t/bar.txt q[1].txt q1.txt"},
	{"abc", "abc/x abc/d/y"},
	{"abc/", "abc/x abc/d/y"},
	{"abc/*", "abc/x abc/d/y"},
	{"abc/**", "abc/x abc/d/y"},
	{"/foo", "foo"},
	{"foo", "foo"},
	{"**/foo", "foo s/foo s/t/foo"},
	{"*/foo", "s/foo"},
	{"*\n!abc", "only abc/x abc/d/y"},
	{"*\n!abc/x", "only abc/x"},
	{"*\n!**/*.md", "only b.md docs/a.md docs/README.md README.md"},
	{"*.md\n!README.md", "b.md"},
	{"*.md\n!README.md\nREADME*", "b.md README.md"},
	{"#hash", ""},
	{" #hash", "#hash"},
	{"\\#hash", "#hash"},
	{"\\!bang", "!bang"},
	{"!bang", ""},
	{"**", "only "},
	{"**\n!abc", "only abc/x abc/d/y"},
	{".", ""},
	{"./abc", "abc/x abc/d/y"},
	{"abc/../foo", "foo"},
	{"../foo", ""},
	{"abc/./d", "abc/d/y"},
	{"//foo", "foo"},
	{"  foo  ", "foo"},
	{"\xef\xbb\xbf"
	 "foo\n",
		"foo"},
	{"foo\r\nabc\r", "foo abc/x abc/d/y"},
	{"[ab].*", "a.txt b.md"},
	{"q\\[1\\].txt", "q[1].txt"},
	{"q[1].txt", "q1.txt"},
	{"a?txt", "a.txt"},
	{"s/**/foo", "s/foo s/t/foo"},
	{"**/t", "s/t/foo s/t/bar.txt"},
	{"**/t/**", "s/t/foo s/t/bar.txt"},
	{"s/t\n!s/t/foo", "s/t/bar.txt"},
	{"s/*\n!s/t/bar.txt", "s/foo s/t/foo"},
	{"**/node_modules", "node_modules/m/i.js sub/node_modules/k"},
	{"node_modules", "node_modules/m/i.js"},
	{"*/*", "s/foo s/t/foo s/t/bar.txt abc/x abc/d/y docs/a.md docs/README.md "
		"node_modules/m/i.js sub/node_modules/k .git/HEAD"},
	{"*/*/*", "s/t/foo s/t/bar.txt abc/d/y node_modules/m/i.js sub/node_modules/k"},
	{".dockerignore\nDockerfile*", ".dockerignore"},
	{".*", ".dockerignore .env .git/HEAD"},
	{"s**", "s/foo s/t/foo s/t/bar.txt sub/node_modules/k"},
	{"**foo", "foo s/foo s/t/foo"},
	{"s/t/", "s/t/foo s/t/bar.txt"},
	{"ABC", ""},
	{"", ""},
	{"/", ""},
	{"\\ sp", " sp"},
	{"back\\\\slash", "back\\slash"},
	{"!abc\n*", "only "},
	{"*\n!s\ns/t", "only s/foo"},
	{"*\n!/s/t/bar.txt", "only s/t/bar.txt"},
	{"*\n! s/foo", "only s/foo"},
	{"{a.txt,foo}", ""},
	{"[!a]*.md", ""},
	{"[^b].md", ""},
	{"abc/d\n!abc", "abc/d/y"},
	{"**/d/**\n!abc/d/y", ""},
	{"foo/", "foo"},
	{"a.txt/", "a.txt"},
	{"**/", "only "},
	{"!!foo", ""},
};

static bool excluded(const struct ignore *ig, const char *path)
{
	return ignore_match_path(ig, str_of(path));
}

static void outcome(const struct ignore *ig, bool left, struct buf *out)
{
	for (size_t i = 0; i < FILES; i++)
		if (excluded(ig, files[i]) != left)
			buf_fmt(out, "%s%s", out->n ? " " : "", files[i]);
}

Test(ignore, table)
{
	struct err e = {0};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		AUTO(ignore_release) struct ignore ig = {0};
		AUTO(buf_release) struct buf got = {0};
		bool left = strncmp(table[i].want, "only ", 5) == 0;

		cr_assert_eq(ignore_parse(str_of(table[i].patterns), "x", &ig, &e), 0, "`%s`: %s",
			table[i].patterns, e.text);
		outcome(&ig, left, &got);
		cr_assert_str_eq(
			buf_cstr(&got), table[i].want + (left ? 5 : 0), "`%s`", table[i].patterns);
	}
}

Test(ignore, bad_patterns_name_their_line)
{
	static const char *const bad[] = {
		"!", "! ", "[a", "a\n[", "[]a]", "[a-", "x\\", "[-a]", "!/"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		AUTO(ignore_release) struct ignore ig = {0};
		struct err e = {0};

		cr_assert_lt(
			ignore_parse(str_of(bad[i]), ".dockerignore", &ig, &e), 0, "`%s`", bad[i]);
		cr_assert_eq(e.kind, ERR_INVALID);
		cr_assert_eq(e.span.line, strchr(bad[i], '\n') ? 2 : 1);
		cr_assert_str_eq(e.file, ".dockerignore");
		cr_assert_eq(ig.n, 0);
	}
}

Test(ignore, limits)
{
	AUTO(ignore_release) struct ignore ig = {0};
	AUTO(buf_release) struct buf b = {0};
	struct err e = {0};

	memset(buf_room(&b, IGNORE_PATTERN_MAX + 1), 'a', IGNORE_PATTERN_MAX + 1);
	buf_grew(&b, IGNORE_PATTERN_MAX + 1);
	cr_assert_lt(ignore_parse(buf_str(&b), "x", &ig, &e), 0);
	cr_assert_eq(e.kind, ERR_LIMIT);
	buf_clear(&b);
	for (int i = 0; i <= IGNORE_RULES_MAX; i++)
		buf_cstr_add(&b, "a\n");
	cr_assert_lt(ignore_parse(buf_str(&b), "x", &ig, &e), 0);
	cr_assert_eq(e.kind, ERR_LIMIT);
	cr_assert_eq(e.span.line, IGNORE_RULES_MAX + 1);
}

/* A walk with states gives what paths alone give. */
Test(ignore, states)
{
	AUTO(ignore_release) struct ignore ig = {0};
	struct ignore_state a = {0};
	struct ignore_state b = {0};
	struct err e = {0};

	cr_assert_eq(ignore_parse(STR("a\n!a/b/keep\n**/x\n!a/b\n"), "i", &ig, &e), 0);
	cr_assert(ig.has_negation);
	cr_assert(ignore_match(&ig, STR("a"), NULL, &a));
	cr_assert(!ignore_match(&ig, STR("a/b"), &a, &b));
	cr_assert(!ignore_match(&ig, STR("a/b/keep"), &b, NULL));
	cr_assert(!ignore_match(&ig, STR("a/b/x"), &b, NULL));
	cr_assert(ignore_match(&ig, STR("a/c"), &a, NULL));
	cr_assert(!excluded(&ig, "a/b/keep") && excluded(&ig, "a/c"));
	ignore_state_release(&a);
	ignore_state_release(&b);
	ignore_state_release(&b);
}

Test(ignore, one_exclude)
{
	AUTO(ignore_release) struct ignore ig = {0};
	struct err e = {0};

	cr_assert_eq(ignore_add(&ig, STR("/foo"), &e), 0);
	cr_assert_eq(ignore_add(&ig, STR("#x"), &e), 0);
	cr_assert_eq(ignore_add(&ig, STR(""), &e), 0);
	cr_assert(!excluded(&ig, "foo") && excluded(&ig, "#x"));
	cr_assert_lt(ignore_add(&ig, STR("["), &e), 0);
}

Test(ignore, letters_of_several_bytes)
{
	AUTO(ignore_release) struct ignore ig = {0};
	struct err e = {0};

	cr_assert_eq(ignore_parse(STR("\xc3\xa4*\n**/\xc3\xb6?x\n\xff*"), "i", &ig, &e), 0);
	cr_assert(excluded(&ig, "\xc3\xa4") && !excluded(&ig, "a") && !excluded(&ig, "\xc3"));
	cr_assert(excluded(&ig, "d/\xc3\xb6\xc3\xb6x") && !excluded(&ig, "d/\xc3\xb6x"));
	cr_assert(excluded(&ig, "\xff"
				"a") &&
		  !excluded(&ig, "\xfe"
				 "a"));
}

Test(ignore, no_pattern_blows_up)
{
	AUTO(buf_release) struct buf pattern = {0};
	AUTO(buf_release) struct buf name = {0};
	AUTO(ignore_release) struct ignore ig = {0};
	struct err e = {0};

	for (int i = 0; i < 400; i++)
		buf_cstr_add(&pattern, "**/*a");
	for (int i = 0; i < 2000; i++)
		buf_cstr_add(&name, "a/");
	buf_char(&name, 'b');
	cr_assert_eq(ignore_add(&ig, buf_str(&pattern), &e), 0);
	cr_assert(!ignore_match(&ig, buf_str(&name), NULL, NULL));
}

Test(ignore, which_rule_excludes)
{
	AUTO(ignore_release) struct ignore ig = {0};
	struct err e = {0};

	cr_assert_eq(ignore_parse(STR("/abc/\n*.txt\n!b.txt\n"), "x", &ig, &e), 0);
	cr_expect_str_eq(ignore_which(&ig, STR("abc/d/e")), "abc");
	cr_expect_str_eq(ignore_which(&ig, STR("a.txt")), "*.txt");
	cr_expect_null(ignore_which(&ig, STR("b.txt")));
	cr_expect_null(ignore_which(&ig, STR("other")));
}

Test(ignore, what_a_rule_may_bring_back)
{
	AUTO(ignore_release) struct ignore ig = {0};
	AUTO(ignore_release) struct ignore tail = {0};
	struct err e = {0};

	cr_assert_eq(ignore_parse(STR("*\n!a/b\n!g/x*\n!s\\.t/k\n"), "x", &ig, &e), 0);
	cr_expect(ignore_returns_below(&ig, STR("")));
	cr_expect(ignore_returns_below(&ig, STR("a")));
	cr_expect(ignore_returns_below(&ig, STR("g/x1")));
	cr_expect(ignore_returns_below(&ig, STR("s.t")));
	cr_expect_not(ignore_returns_below(&ig, STR("a/b")));
	cr_expect_not(ignore_returns_below(&ig, STR("a/c")));
	cr_expect_not(ignore_returns_below(&ig, STR("g/y")));
	cr_expect(ignore_hides_all(&ig));
	cr_assert_eq(ignore_parse(STR("a\n!**/k\n"), "x", &tail, &e), 0);
	cr_expect(ignore_returns_below(&tail, STR("any")));
	cr_expect_not(ignore_hides_all(&tail));
}
