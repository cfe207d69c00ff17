/* json_write - compact JSON in the order of the calls. */
#include "base/utf8.h"
#include "codec/json.h"

static void put_ascii(struct buf *out, unsigned char c)
{
	switch (c) {
	case '"': buf_cstr_add(out, "\\\""); break;
	case '\\': buf_cstr_add(out, "\\\\"); break;
	case '\n': buf_cstr_add(out, "\\n"); break;
	case '\r': buf_cstr_add(out, "\\r"); break;
	case '\t': buf_cstr_add(out, "\\t"); break;
	default:
		if (c < 0x20 || c == 0x7f)
			buf_fmt(out, "\\u%04x", c);
		else
			buf_char(out, (char)c);
	}
}

static void quote(struct buf *out, struct str s)
{
	buf_char(out, '"');
	while (s.n) {
		size_t n = utf8_length(s);

		if (n == 1)
			put_ascii(out, (unsigned char)s.p[0]);
		else if (n == 0)
			buf_cstr_add(out, "\xef\xbf\xbd");
		else
			buf_add(out, s.p, n);
		s = str_from(s, n ? n : 1);
	}
	buf_char(out, '"');
}

static void before(struct json_writer *w, const char *key)
{
	if (w->comma)
		buf_char(w->out, ',');
	w->comma = true;
	if (key) {
		quote(w->out, str_of(key));
		buf_char(w->out, ':');
	}
}

static void open_with(struct json_writer *w, const char *key, char bracket)
{
	before(w, key);
	buf_char(w->out, bracket);
	w->comma = false;
}

static void close_with(struct json_writer *w, char bracket)
{
	buf_char(w->out, bracket);
	w->comma = true;
}

void json_open_object(struct json_writer *w, const char *key)
{
	open_with(w, key, '{');
}

void json_close_object(struct json_writer *w)
{
	close_with(w, '}');
}

void json_open_array(struct json_writer *w, const char *key)
{
	open_with(w, key, '[');
}

void json_close_array(struct json_writer *w)
{
	close_with(w, ']');
}

void json_put_str(struct json_writer *w, const char *key, struct str value)
{
	before(w, key);
	quote(w->out, value);
}

void json_put_text(struct json_writer *w, const char *key, const char *value)
{
	if (value)
		json_put_str(w, key, str_of(value));
}

void json_put_int(struct json_writer *w, const char *key, int64_t value)
{
	before(w, key);
	buf_fmt(w->out, "%lld", (long long)value);
}

void json_put_bool(struct json_writer *w, const char *key, bool value)
{
	json_put_raw(w, key, value ? STR("true") : STR("false"));
}

void json_put_raw(struct json_writer *w, const char *key, struct str json)
{
	before(w, key);
	buf_str_add(w->out, json);
}

void json_put_strs(struct json_writer *w, const char *key, const struct strs *values)
{
	json_open_array(w, key);
	for (size_t i = 0; i < values->n; i++)
		json_put_str(w, NULL, values->p[i]);
	json_close_array(w);
}

/* Two names that differ only in bytes that are no UTF-8 become one: a duplicate key would make the
 * document unreadable. */
static void copy_repaired(struct map *to, const struct map *from)
{
	AUTO(buf_release) struct buf name = {0};

	for (size_t i = 0; i < from->n; i++) {
		buf_clear(&name);
		for (struct str s = from->p[i].key; s.n;) {
			size_t n = utf8_length(s);

			buf_str_add(&name, n ? str_upto(s, n) : STR("\xef\xbf\xbd"));
			s = str_from(s, n ? n : 1);
		}
		map_set(to, buf_str(&name), from->p[i].value);
	}
}

static void put_members(
	struct json_writer *w, const char *key, const struct map *members, bool texts)
{
	AUTO(map_release) struct map sorted = {0};

	copy_repaired(&sorted, members);
	map_sort(&sorted);
	json_open_object(w, key);
	for (size_t i = 0; i < sorted.n; i++) {
		before(w, NULL);
		quote(w->out, sorted.p[i].key);
		buf_char(w->out, ':');
		if (texts)
			quote(w->out, sorted.p[i].value);
		else
			buf_cstr_add(w->out, "{}");
	}
	json_close_object(w);
}

void json_put_map(struct json_writer *w, const char *key, const struct map *values)
{
	put_members(w, key, values, true);
}

void json_put_keys(struct json_writer *w, const char *key, const struct map *keys)
{
	put_members(w, key, keys, false);
}
