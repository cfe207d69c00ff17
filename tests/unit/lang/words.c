/* Where words end, by each of the three rules. */
#include "lang/words.h"

#include <criterion/criterion.h>

#include "base/attr.h"

static void joined(bool quoted, const char *text, char escape, struct buf *out)
{
	struct str rest = str_of(text);
	struct str word = STR("");

	while (quoted ? words_quoted(&rest, escape, &word) : words_blank(&rest, &word))
		buf_fmt(out, "%.*s|", STR_FMT(word));
}

static const struct {
	bool quoted;
	const char *text, *want;
} table[] = {
	{false, " a\tb  c ", "a|b|c|"},
	{false, "'a b' c\\ d", "'a|b'|c\\|d|"},
	{false, "", ""},
	{false,
		"a\xc2\xa0"
		"b",
		"a\xc2\xa0"
		"b|"},
	{true, "a=b  c", "a=b|c|"},
	{true, "'a b' c\\ d \"e f\"g", "'a b'|c\\ d|\"e f\"g|"},
	{true, "\"a\\\" b\" 'c\\' d", "\"a\\\" b\"|'c\\'|d|"},
	{true, "a \\", "a|"},
	{true, "a\\", "a|"},
	{true, "\"a b", "\"a b|"},
	{true, "'' x", "''|x|"},
	{true,
		"a\xc2\xa0"
		"b",
		"a|b|"},
};

Test(words, table)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		AUTO(buf_release) struct buf got = {0};

		joined(table[i].quoted, table[i].text, '\\', &got);
		cr_assert_str_eq(buf_cstr(&got), table[i].want, "%s", table[i].text);
	}
}

Test(words, escape_may_be_a_backtick)
{
	AUTO(buf_release) struct buf got = {0};

	joined(true, "c:\\a` b\\ c", '`', &got);
	cr_assert_str_eq(buf_cstr(&got), "c:\\a` b\\|c|");
}

static const struct {
	const char *text, *flags, *rest;
} flags[] = {
	{"--a --b=c d", "--a|--b=c|", "d"},
	{"--a='x y' --b=\"z\\\"\" -c", "--a=x y|--b=z\"|", "-c"},
	{"--a\\=b x", "--a=b|", "x"},
	{"--a -- --b", "--a|", "--b"},
	{"x --a", "", "x --a"},
	{"\"--a\" b", "", "\"--a\" b"},
	{"--a", "--a|", ""},
	{"--", "", ""},
	{"--a\\", "--a|", ""},
	{"--ch\"own\"=1 x", "--chown=1|", "x"},
};

Test(words, flags)
{
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		AUTO(buf_release) struct buf got = {0};
		AUTO(buf_release) struct buf text = {0};
		struct str rest = str_of(flags[i].text);
		struct str word = STR("");

		while (words_flag(&rest, '\\', &word, &text))
			buf_fmt(&got, "%s|", buf_cstr(&text));
		cr_assert_str_eq(buf_cstr(&got), flags[i].flags, "%s", flags[i].text);
		cr_assert(str_eq(rest, str_of(flags[i].rest)), "%s", flags[i].text);
	}
}
