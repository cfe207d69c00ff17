/* json - strict reading of JSON from outside, and writing it compactly. */
#include "codec/json.h"

#include <jansson.h>

/* Depth and number of values are bounded before the parser allocates: four megabytes of `0,` would
 * otherwise become a hundred. Brackets and commas outside texts tell both. */
static int check_shape(struct str text, struct err *e)
{
	size_t depth = 0, values = 0;
	bool in_text = false;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '"')
			in_text = !in_text;
		else if (c == '\\')
			i++;
		else if (in_text)
			continue;
		else if (c == '{' || c == '[')
			depth++, values++;
		else if ((c == '}' || c == ']') && depth)
			depth--;
		else if (c == ',')
			values++;
		if (depth > JSON_DEPTH)
			return err_set(
				e, ERR_LIMIT, "JSON nested deeper than %d levels", JSON_DEPTH);
		if (values > JSON_VALUES)
			return err_set(e, ERR_LIMIT, "JSON of over %d values", JSON_VALUES);
	}
	return 0;
}

int json_read(struct str text, struct json_t **out, struct err *e)
{
	json_error_t why;

	if (text.n > JSON_BYTES)
		return err_set(
			e, ERR_LIMIT, "JSON of %zu bytes; the limit is %d", text.n, JSON_BYTES);
	if (check_shape(text, e) < 0)
		return -1;
	json_t *root = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &why);

	if (!root)
		return err_set(e, ERR_INVALID, "not valid JSON: line %d, column %d: %s", why.line,
			why.column, why.text);
	if (!json_is_object(root)) {
		json_decref(root);
		return err_set(e, ERR_INVALID, "not a JSON object");
	}
	*out = root;
	return 0;
}

void json_drop(struct json_t **root)
{
	json_decref(*root);
	*root = NULL;
}

static struct str text_of(const json_t *v)
{
	return (struct str){json_string_value(v), json_string_length(v)};
}

static int wrong(const char *key, const char *wanted, struct err *e)
{
	return err_set(e, ERR_INVALID, "`%s` is not %s", key, wanted);
}

/* 1 and the member, which has the type (JSON_TRUE: either bool), or 0 for none and null. */
static int member(
	const json_t *object, const char *key, json_type type, const json_t **out, struct err *e)
{
	static const char *const names[] = {
		[JSON_OBJECT] = "an object",
		[JSON_ARRAY] = "a list",
		[JSON_STRING] = "a text",
		[JSON_INTEGER] = "a whole number",
		[JSON_TRUE] = "true or false",
	};
	const json_t *v = json_object_get(object, key);

	if (!v || json_is_null(v))
		return 0;
	if (json_typeof(v) != type && !(type == JSON_TRUE && json_is_false(v)))
		return wrong(key, names[type], e);
	*out = v;
	return 1;
}

int json_get_str(const struct json_t *object, const char *key, struct str *out, struct err *e)
{
	const json_t *v = NULL;
	int there = member(object, key, JSON_STRING, &v, e);

	if (there == 1)
		*out = text_of(v);
	return there;
}

int json_get_text(const struct json_t *object, const char *key, char **out, struct err *e)
{
	struct str s = {0};
	int there = json_get_str(object, key, &s, e);

	if (there == 1 && s.n)
		*out = str_dup(s);
	return there;
}

int json_get_int(const struct json_t *object, const char *key, int64_t *out, struct err *e)
{
	const json_t *v = NULL;
	int there = member(object, key, JSON_INTEGER, &v, e);

	if (there == 1)
		*out = json_integer_value(v);
	return there;
}

int json_get_bool(const struct json_t *object, const char *key, bool *out, struct err *e)
{
	const json_t *v = NULL;
	int there = member(object, key, JSON_TRUE, &v, e);

	if (there == 1)
		*out = json_is_true(v);
	return there;
}

int json_get_object(
	const struct json_t *object, const char *key, const struct json_t **out, struct err *e)
{
	return member(object, key, JSON_OBJECT, out, e);
}

int json_get_array(
	const struct json_t *object, const char *key, const struct json_t **out, struct err *e)
{
	return member(object, key, JSON_ARRAY, out, e);
}

int json_get_strs(const struct json_t *object, const char *key, struct strs *out, struct err *e)
{
	const json_t *list = NULL;
	int there = json_get_array(object, key, &list, e);

	if (there <= 0)
		return there;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);

		if (!json_is_string(v))
			return wrong(key, "a list of texts", e);
		strs_add(out, text_of(v));
	}
	return 1;
}

/* Members in the document's order, which jansson keeps. */
static int each_member(
	const struct json_t *object, const char *key, bool texts, struct map *out, struct err *e)
{
	const json_t *members = NULL;
	int there = json_get_object(object, key, &members, e);
	json_t *m = (json_t *)members;

	if (there <= 0)
		return there;
	for (void *at = json_object_iter(m); at; at = json_object_iter_next(m, at)) {
		struct str name = {json_object_iter_key(at), json_object_iter_key_len(at)};
		const json_t *v = json_object_iter_value(at);

		if (texts && !json_is_string(v))
			return wrong(key, "an object of texts", e);
		if (!texts && !json_is_object(v) && !json_is_null(v))
			return wrong(key, "an object of objects", e);
		map_set(out, name, texts ? text_of(v) : (struct str){"", 0});
	}
	return 1;
}

int json_get_map(const struct json_t *object, const char *key, struct map *out, struct err *e)
{
	return each_member(object, key, true, out, e);
}

int json_get_keys(const struct json_t *object, const char *key, struct map *out, struct err *e)
{
	return each_member(object, key, false, out, e);
}

size_t json_items(const struct json_t *array)
{
	return json_array_size(array);
}

int json_item(const struct json_t *array, size_t i, const char *name, const struct json_t **out,
	struct err *e)
{
	const json_t *v = json_array_get(array, i);

	if (!json_is_object(v))
		return wrong(name, "a list of objects", e);
	*out = v;
	return 0;
}

static int dump_to(const char *bytes, size_t n, void *out)
{
	buf_add(out, bytes, n);
	return 0;
}

void json_dump(const struct json_t *value, struct buf *out)
{
	/* It can fail only in the callback, which cannot. */
	(void)json_dump_callback(value, dump_to, out, JSON_COMPACT | JSON_ENCODE_ANY);
}
