/* json - what is refused from outside, and what is written. */
#include "codec/json.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"

static enum err_kind read_kind(struct str text)
{
	AUTO(json_drop) struct json_t *root = NULL;
	struct err e;

	if (json_read(text, &root, &e) < 0)
		return e.kind;
	return ERR_NONE;
}

Test(json, refuses_what_readers_disagree_about)
{
	static const char *const bad[] = {
		"",
		"{",
		"[]",
		"\"x\"",
		"null",
		"{} {}",
		"{}x",
		"{\"a\":1,\"a\":2}",
		"{\"a\":NaN}",
		"{\"a\":01}",
		"{\"a\":\"\\u0000\"}",
		"{\"a\\u0000b\":1}",
		"{\"a\":\"\\ud800\"}",
		"{\"a\":\"\xff\"}",
		"\xef\xbb\xbf{}",
		"{\"a\":9223372036854775808}",
		"{'a':1}",
		"{\"a\":1,}",
		"{\"a\":\"\n\"}",
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		cr_assert_eq(read_kind(str_of(bad[i])), ERR_INVALID, "%s", bad[i]);
	cr_assert_eq(read_kind((struct str){"{}\0", 3}), ERR_INVALID, "NUL behind the value");
	cr_assert_eq(read_kind(STR(" {\"a\": [1, null, true, \"\\ud83d\\ude00\"]}\n")), ERR_NONE);
}

static enum err_kind nested(size_t levels)
{
	AUTO(buf_release) struct buf b = {0};

	buf_cstr_add(&b, "{\"a\":");
	for (size_t i = 1; i < levels; i++)
		buf_char(&b, '[');
	for (size_t i = 1; i < levels; i++)
		buf_char(&b, ']');
	buf_char(&b, '}');
	return read_kind(buf_str(&b));
}

Test(json, depth_has_a_limit)
{
	cr_assert_eq(nested(JSON_DEPTH), ERR_NONE);
	cr_assert_eq(nested(JSON_DEPTH + 1), ERR_LIMIT);
	cr_assert_eq(nested(100000), ERR_LIMIT);
	cr_assert_eq(read_kind(STR(
			     "{\"a\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
			     "[[[[[[[[[[[[[[[[[[[[[[\\\"[[[\"}")),
		ERR_NONE, "brackets in a text are no depth");
}

Test(json, size_and_number_of_values_have_limits)
{
	AUTO(buf_release) struct buf b = {0};

	buf_cstr_add(&b, "{\"a\":\"");
	while (b.n < JSON_BYTES)
		buf_char(&b, 'x');
	buf_cstr_add(&b, "\"}");
	cr_assert_eq(read_kind(buf_str(&b)), ERR_LIMIT);
	buf_clear(&b);
	buf_cstr_add(&b, "{\"a\":[0");
	for (int i = 0; i < JSON_VALUES; i++)
		buf_cstr_add(&b, ",0");
	buf_cstr_add(&b, "]}");
	cr_assert_eq(read_kind(buf_str(&b)), ERR_LIMIT);
}

Test(json, getters_tell_there_absent_and_wrong)
{
	AUTO(json_drop) struct json_t *root = NULL;
	AUTO(mem_release) char *owned = NULL;
	struct str text = {0};
	int64_t number = 7;
	bool truth = false;
	struct err e;

	cr_assert_eq(
		json_read(STR("{\"s\":\"v\",\"n\":null,\"i\":-3,\"t\":true,\"f\":1.0,\"e\":\"\"}"),
			&root, &e),
		0);
	cr_assert_eq(json_get_str(root, "s", &text, &e), 1);
	cr_assert(str_eq(text, STR("v")));
	cr_assert_eq(json_get_str(root, "n", &text, &e), 0);
	cr_assert_eq(json_get_str(root, "absent", &text, &e), 0);
	cr_assert_eq(json_get_str(root, "i", &text, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	cr_assert(strstr(e.text, "`i`"));
	cr_assert_eq(json_get_text(root, "e", &owned, &e), 1);
	cr_assert_null(owned);
	cr_assert_eq(json_get_text(root, "s", &owned, &e), 1);
	cr_assert_str_eq(owned, "v");
	cr_assert_eq(json_get_int(root, "i", &number, &e), 1);
	cr_assert_eq(number, -3);
	cr_assert_eq(json_get_int(root, "f", &number, &e), -1);
	cr_assert_eq(json_get_bool(root, "t", &truth, &e), 1);
	cr_assert(truth);
	cr_assert_eq(json_get_bool(root, "i", &truth, &e), -1);
}

Test(json, getters_of_collections)
{
	AUTO(json_drop) struct json_t *root = NULL;
	AUTO(strs_release) struct strs list = {0};
	AUTO(map_release) struct map map = {0}, keys = {0};
	const struct json_t *v = NULL;
	struct err e;

	cr_assert_eq(json_read(STR("{\"l\":[\"b\",\"a\"],\"m\":{\"z\":\"1\",\"y\":\"2\"},"
				   "\"k\":{\"p\":{},\"q\":null},\"mixed\":[\"a\",1]}"),
			     &root, &e),
		0);
	cr_assert_eq(json_get_strs(root, "l", &list, &e), 1);
	cr_assert(list.n == 2 && str_eq(list.p[0], STR("b")));
	cr_assert_eq(json_get_map(root, "m", &map, &e), 1);
	cr_assert(str_eq(map.p[0].key, STR("z")), "the document's order is kept");
	cr_assert_eq(json_get_keys(root, "k", &keys, &e), 1);
	cr_assert_eq(keys.n, 2);
	cr_assert_eq(json_get_strs(root, "mixed", &list, &e), -1);
	cr_assert_eq(json_get_map(root, "k", &map, &e), -1);
	cr_assert_eq(json_get_keys(root, "m", &keys, &e), -1);
	cr_assert_eq(json_get_object(root, "l", &v, &e), -1);
	cr_assert_eq(json_get_array(root, "m", &v, &e), -1);
	cr_assert_eq(json_get_array(root, "l", &v, &e), 1);
	cr_assert_eq(json_items(v), 2);
	cr_assert_eq(json_item(v, 0, "l", &v, &e), -1, "a text is no object");
}
