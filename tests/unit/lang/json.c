/* What is an array of strings, what another array, and what no JSON. */
#include "lang/json.h"

#include <criterion/criterion.h>

#include "base/attr.h"
#include "base/buf.h"

static const struct {
	const char *text;
	enum json_is is;
	const char *first;
} table[] = {
	{"[]", JSON_STRINGS, NULL},
	{"[ ]", JSON_STRINGS, NULL},
	{"[\"a\"]", JSON_STRINGS, "a"},
	{"[ \"a\" , \"b\" ] ", JSON_STRINGS, "a"},
	{"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", JSON_STRINGS, "\"\\/\b\f\n\r\t"},
	{"[\"\\u00e9\\ud83d\\ude00\"]", JSON_STRINGS, "\xc3\xa9\xf0\x9f\x98\x80"},
	{"[\"\\ud83dx\"]", JSON_STRINGS, "\xef\xbf\xbdx"},
	{"[\"\\ude00\"]", JSON_STRINGS, "\xef\xbf\xbd"},
	{"[\"\\ud83d\\u0041\"]", JSON_STRINGS,
		"\xef\xbf\xbd"
		"A"},
	{"[\"\xff\"]", JSON_STRINGS, "\xef\xbf\xbd"},
	{"[1]", JSON_OTHER_ARRAY, NULL},
	{"[\"a\", -1.5e+3]", JSON_OTHER_ARRAY, NULL},
	{"[null, true, false]", JSON_OTHER_ARRAY, NULL},
	{"[[\"a\"], {\"k\": [{}]}]", JSON_OTHER_ARRAY, NULL},
	{"", JSON_NOT, NULL},
	{"\"a\"", JSON_NOT, NULL},
	{"{}", JSON_NOT, NULL},
	{"[", JSON_NOT, NULL},
	{"[\"a\"", JSON_NOT, NULL},
	{"[\"a\",]", JSON_NOT, NULL},
	{"[,]", JSON_NOT, NULL},
	{"[\"a\"]x", JSON_NOT, NULL},
	{"['a']", JSON_NOT, NULL},
	{"[\"\\x\"]", JSON_NOT, NULL},
	{"[\"\\u12g4\"]", JSON_NOT, NULL},
	{"[\"\t\"]", JSON_NOT, NULL},
	{"[01]", JSON_NOT, NULL},
	{"[1.]", JSON_NOT, NULL},
	{"[-]", JSON_NOT, NULL},
	{"[1e]", JSON_NOT, NULL},
	{"[nul]", JSON_NOT, NULL},
	{"[{\"a\"}]", JSON_NOT, NULL},
	{"[{1:2}]", JSON_NOT, NULL},
	{"[}", JSON_NOT, NULL},
	{"[\"\\", JSON_NOT, NULL},
};

Test(json, arrays)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		AUTO(arena_release) struct arena arena = {0};
		AUTO(json_strings_release) struct json_strings got = {0};

		cr_assert_eq(json_strings_read(str_of(table[i].text), &arena, &got), table[i].is,
			"%s", table[i].text);
		if (table[i].first)
			cr_assert_str_eq(got.list.p[0].text.p, table[i].first, "%s", table[i].text);
	}
}

Test(json, deep_nesting_is_no_array)
{
	AUTO(buf_release) struct buf b = {0};
	AUTO(arena_release) struct arena arena = {0};
	AUTO(json_strings_release) struct json_strings got = {0};

	for (int i = 0; i < 1000000; i++)
		buf_char(&b, '[');
	for (int i = 0; i < 1000000; i++)
		buf_char(&b, ']');
	cr_assert_eq(json_strings_read(buf_str(&b), &arena, &got), JSON_NOT);
}

Test(json, member_of_an_object)
{
	AUTO(arena_release) struct arena arena = {0};
	struct str got = STR("");

	cr_assert(json_object_string(STR(" {\"a\": {\"k\": \"no\"}, \"b\": [1], \"k\": \"v\"}\n"),
		STR("k"), &arena, &got));
	cr_assert(str_eq(got, STR("v")));
	cr_assert(!json_object_string(STR("{\"k\": 1}"), STR("k"), &arena, &got));
	cr_assert(!json_object_string(STR("{}"), STR("k"), &arena, &got));
	cr_assert(!json_object_string(STR("{\"k\": \"v\"} x"), STR("k"), &arena, &got));
}
