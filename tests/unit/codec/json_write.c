/* json_write - compact, in order, and always readable again. */
#include <criterion/criterion.h>

#include "codec/json.h"

Test(json_write, writes_compactly_in_order)
{
	AUTO(buf_release) struct buf b = {0};
	AUTO(map_release) struct map map = {0};
	AUTO(strs_release) struct strs list = {0};
	struct json_writer w = {.out = &b};

	map_set(&map, STR("z"), STR("1"));
	map_set(&map, STR("a"), STR("2"));
	strs_add(&list, STR("x"));
	strs_add(&list, STR("y"));
	json_open_object(&w, NULL);
	json_put_int(&w, "i", INT64_MIN);
	json_put_text(&w, "none", NULL);
	json_put_bool(&w, "b", false);
	json_put_strs(&w, "l", &list);
	json_put_map(&w, "m", &map);
	json_put_keys(&w, "k", &map);
	json_open_array(&w, "empty");
	json_close_array(&w);
	json_close_object(&w);
	cr_assert_str_eq(buf_cstr(&b), "{\"i\":-9223372036854775808,\"b\":false,\"l\":[\"x\",\"y\"]"
				       ",\"m\":{\"a\":\"2\",\"z\":"
				       "\"1\"},\"k\":{\"a\":{},\"z\":{}},\"empty\":[]}");
}

static void expect_quoted(struct str raw, const char *want)
{
	AUTO(buf_release) struct buf b = {0};
	struct json_writer w = {.out = &b};

	json_put_str(&w, NULL, raw);
	cr_assert_str_eq(buf_cstr(&b), want);
}

Test(json_write, texts_are_always_valid)
{
	expect_quoted(STR("a\"\\\n\r\t\x01\x7f"), "\"a\\\"\\\\\\n\\r\\t\\u0001\\u007f\"");
	expect_quoted(STR("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"),
		"\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"");
	expect_quoted(STR("\xff"
			  "a\xc3"),
		"\"\xef\xbf\xbd"
		"a\xef\xbf\xbd\"");
	expect_quoted(STR("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
	expect_quoted(STR("\xc0\xaf"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
	expect_quoted(
		STR("\xf4\x90\x80\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
	expect_quoted((struct str){"\0", 1}, "\"\\u0000\"");
}

Test(json_write, repaired_names_stay_unique)
{
	AUTO(buf_release) struct buf b = {0};
	AUTO(map_release) struct map map = {0};
	AUTO(json_drop) struct json_t *root = NULL;
	struct json_writer w = {.out = &b};
	struct err e;

	map_set(&map, STR("\xfe"), STR("1"));
	map_set(&map, STR("\xff"), STR("2"));
	json_put_map(&w, NULL, &map);
	cr_assert_eq(json_read(buf_str(&b), &root, &e), 0, "%s", e.text);
}
