/* Quotes, escapes and words, as BuildKit's lexer has them. */
#include "expanded.h"

#include <criterion/criterion.h>

static const struct expanded table[] = {
	{"$(x) `y`", "$(x) `y`"},
	{"$$", ""},
	{"'$X'", "$X"},
	{"\"$X\"", "value"},
	{"\"a\\b\"", "a\\b"},
	{"a\\b", "ab"},
	{"\"a\\ b\"", "a\\ b"},
	{"a\\ b", "a b"},
	{"\"\\$X \\\" \\\\\"", "$X \" \\"},
	{"\\$X", "$X"},
	{"'a\\'", "a\\"},
	{"a\\", "a"},
	{"\"it's\"", "it's"},
	{"$Q", "it's \"q\" $X"},
	{"a  b", "a  b"},
	{"\xff", "\xef\xbf\xbd"},
	{"\"\xff\"", "\xef\xbf\xbd"},
	{"'\xff'", "\xef\xbf\xbd"},
	{"\\\xff", "\xef\xbf\xbd"},
};

Test(expand, table)
{
	expanded_are(table, sizeof table / sizeof *table);
}

static const struct expanded words_table[] = {
	{"80 81/udp", "80|81/udp|"},
	{"$S", "a|b|c|"},
	{"x$S", "xa|b|c|"},
	{"\"$S\"", "a b  c|"},
	{"'a b' c", "a b|c|"},
	{"a\\ b", "a b|"},
	{"\"\" x", "x|"},
	{"$NONE", ""},
	{"  a\t\n b  ", "a|b|"},
	{"8${NONE:-0}80", "8080|"},
	{"a\xc2\xa0"
	 "b",
		"a|b|"},
};

Test(expand, words)
{
	AUTO(map_release) struct map vars = {0};
	struct err e;

	expanded_vars(&vars);
	for (size_t i = 0; i < sizeof words_table / sizeof *words_table; i++) {
		AUTO(strs_release) struct strs out = {0};
		AUTO(buf_release) struct buf joined = {0};
		const struct expand x = {.vars = &vars, .escape = '\\'};

		cr_assert_eq(expand_words(&x, str_of(words_table[i].raw), &out, &e), 0);
		for (size_t k = 0; k < out.n; k++)
			buf_fmt(&joined, "%s|", out.p[k].p);
		cr_assert_str_eq(buf_cstr(&joined), words_table[i].want, "%s", words_table[i].raw);
	}
}

Test(expand, backtick_as_escape)
{
	AUTO(buf_release) struct buf out = {0};
	const struct expand x = {.escape = '`'};
	struct err e;

	cr_assert_eq(expand_word(&x, STR("c:\\a` b`$X"), &out, &e), 0);
	cr_assert_str_eq(buf_cstr(&out), "c:\\a b$X");
}

Test(expand, heredoc_bodies_keep_quotes)
{
	AUTO(map_release) struct map vars = {0};
	AUTO(buf_release) struct buf out = {0};
	const struct expand x = {.vars = &vars, .escape = '\\', .raw_quotes = true};
	struct err e;

	expanded_vars(&vars);
	cr_assert_eq(expand_word(&x, STR("echo '$X' \"\\$X\" $1 $$ \\n\\\n'"), &out, &e), 0);
	cr_assert_str_eq(buf_cstr(&out), "echo 'value' \"$X\"   n\n'");
}

Test(expand, words_that_must_stay)
{
	AUTO(buf_release) struct buf out = {0};
	const struct expand x = {.escape = '\\', .skip_processing = true};
	struct err e;

	cr_assert_eq(expand_word(&x, STR("stage"), &out, &e), 0);
	cr_assert_str_eq(buf_cstr(&out), "stage");
	cr_assert_lt(expand_word(&x, STR("$S"), &out, &e), 0);
	cr_assert_str_eq(e.id, "expansion-unsupported");
}
