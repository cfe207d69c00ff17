/* json - is this text one JSON array of strings? The exec form of instructions. */
#include "lang/json.h"

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/buf.h"
#include "lang/rune.h"

/* Deeper nesting is no argument list; Go gives up at the same depth. */
enum { DEPTH_MAX = 10000 };

struct scan {
	struct str s;
	size_t at;
};

static void skip_blanks(struct scan *j)
{
	while (j->at < j->s.n && j->s.p[j->at] != '\0' && strchr(" \t\r\n", j->s.p[j->at]))
		j->at++;
}

static bool take(struct scan *j, char c)
{
	if (j->at >= j->s.n || j->s.p[j->at] != c)
		return false;
	j->at++;
	return true;
}

static char look(const struct scan *j)
{
	return j->at < j->s.n ? j->s.p[j->at] : '\0';
}

/* Four digits behind `\u`. */
static bool take_unit(struct scan *j, uint32_t *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++) {
		int digit = ascii_hex(look(j));

		if (digit < 0)
			return false;
		*out = *out << 4 | (uint32_t)digit;
		j->at++;
	}
	return true;
}

/* `\u` and four hex digits, or two of them that make one code point; half a pair is U+FFFD. */
static bool take_code_point(struct scan *j, struct buf *out)
{
	uint32_t unit = 0;
	uint32_t second = 0;
	struct scan after = {0};

	if (!take_unit(j, &unit))
		return false;
	after = *j;
	if (unit >= 0xd800 && unit <= 0xdbff && take(&after, '\\') && take(&after, 'u') &&
		take_unit(&after, &second) && second >= 0xdc00 && second <= 0xdfff) {
		*j = after;
		rune_add(out, 0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00));
		return true;
	}
	rune_add(out, unit >= 0xd800 && unit <= 0xdfff ? RUNE_BAD : unit);
	return true;
}

static bool take_escape(struct scan *j, struct buf *out)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	char c = look(j);
	const char *hit = c ? strchr(from, c) : NULL;

	j->at++;
	if (c == 'u')
		return take_code_point(j, out);
	if (!hit)
		return false;
	buf_char(out, to[hit - from]);
	return true;
}

static bool take_string(struct scan *j, struct buf *out)
{
	size_t width = 0;

	buf_clear(out);
	if (!take(j, '"'))
		return false;
	while (j->at < j->s.n) {
		if (take(j, '"'))
			return true;
		if (take(j, '\\')) {
			if (!take_escape(j, out))
				return false;
			continue;
		}
		if ((unsigned char)look(j) < 0x20)
			return false;
		rune_add(out, rune_at(j->s, j->at, &width));
		j->at += width;
	}
	return false;
}

static bool take_digits(struct scan *j)
{
	size_t start = j->at;

	while (ascii_is_digit(look(j)))
		j->at++;
	return j->at > start;
}

static bool take_number(struct scan *j)
{
	take(j, '-');
	if (!take(j, '0') && !take_digits(j))
		return false;
	if (take(j, '.') && !take_digits(j))
		return false;
	if (look(j) != 'e' && look(j) != 'E')
		return true;
	j->at++;
	if (!take(j, '+'))
		take(j, '-');
	return take_digits(j);
}

static bool take_name(struct scan *j)
{
	static const struct str names[] = {
		{"true", 4},
		{"false", 5},
		{"null", 4},
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!str_starts(str_from(j->s, j->at), names[i]))
			continue;
		j->at += names[i].n;
		return true;
	}
	return false;
}

static bool take_scalar(struct scan *j, struct buf *scratch)
{
	char c = look(j);

	if (c == '"')
		return take_string(j, scratch);
	if (c == '-' || ascii_is_digit(c))
		return take_number(j);
	return take_name(j);
}

/* What is open, innermost last: one character each, `[` or `{`. */
static bool take_key(struct scan *j, const struct buf *open, struct buf *scratch)
{
	if (open->p[open->n - 1] != '{')
		return true;
	skip_blanks(j);
	if (!take_string(j, scratch))
		return false;
	skip_blanks(j);
	return take(j, ':');
}

/* Behind a value: closes what ends here; *more says that another value must follow. */
static bool take_closings(struct scan *j, struct buf *open, struct buf *scratch, bool *more)
{
	*more = false;
	while (open->n > 0) {
		skip_blanks(j);
		if (take(j, ',')) {
			*more = true;
			return take_key(j, open, scratch);
		}
		if (!take(j, open->p[open->n - 1] == '[' ? ']' : '}'))
			return false;
		open->p[--open->n] = '\0';
	}
	return true;
}

/* Opens an array or object; *more is false when it was empty and is closed again. */
static bool take_opening(struct scan *j, struct buf *open, struct buf *scratch, bool *more)
{
	buf_char(open, look(j));
	j->at++;
	skip_blanks(j);
	if (take(j, open->p[open->n - 1] == '[' ? ']' : '}')) {
		open->p[--open->n] = '\0';
		return take_closings(j, open, scratch, more);
	}
	*more = true;
	return open->n < DEPTH_MAX && take_key(j, open, scratch);
}

/* One value of any kind; iterative, so that nesting cannot exhaust the stack. */
static bool take_value(struct scan *j)
{
	AUTO(buf_release) struct buf open = {0};
	AUTO(buf_release) struct buf scratch = {0};
	bool more = true;

	while (more) {
		skip_blanks(j);
		if (look(j) == '[' || look(j) == '{') {
			if (!take_opening(j, &open, &scratch, &more))
				return false;
		} else if (!take_scalar(j, &scratch) || !take_closings(j, &open, &scratch, &more)) {
			return false;
		}
	}
	return true;
}

static bool is_whole_value(struct str text)
{
	struct scan j = {.s = text};

	if (!take_value(&j))
		return false;
	skip_blanks(&j);
	return j.at == text.n;
}

/* The strings of an array that is_whole_value has accepted; false at anything else in it. */
static bool collect(struct str text, struct arena *arena, struct json_strings *out)
{
	AUTO(buf_release) struct buf decoded = {0};
	struct scan j = {.s = text, .at = 1};

	skip_blanks(&j);
	while (!take(&j, ']')) {
		size_t start = j.at;

		if (!take_string(&j, &decoded))
			return false;
		vec_push(&out->list, (struct json_string){
					     {arena_str(arena, buf_str(&decoded)), decoded.n},
					     str_from(str_upto(text, j.at), start),
				     });
		skip_blanks(&j);
		take(&j, ',');
		skip_blanks(&j);
	}
	return true;
}

enum json_is json_strings_read(struct str text, struct arena *arena, struct json_strings *out)
{
	*out = (struct json_strings){0};
	if (!str_starts(text, STR("[")) || !is_whole_value(text))
		return JSON_NOT;
	return collect(text, arena, out) ? JSON_STRINGS : JSON_OTHER_ARRAY;
}

bool json_object_string(struct str text, struct str key, struct arena *arena, struct str *out)
{
	AUTO(buf_release) struct buf decoded = {0};
	struct scan j = {.s = rune_trim(text), .at = 1};

	if (!str_starts(j.s, STR("{")) || !is_whole_value(j.s))
		return false;
	for (skip_blanks(&j); look(&j) == '"'; skip_blanks(&j)) {
		take_string(&j, &decoded);
		skip_blanks(&j);
		take(&j, ':');
		skip_blanks(&j);
		if (str_eq(buf_str(&decoded), key) && look(&j) == '"') {
			take_string(&j, &decoded);
			*out = (struct str){arena_str(arena, buf_str(&decoded)), decoded.n};
			return true;
		}
		take_value(&j);
		skip_blanks(&j);
		take(&j, ',');
	}
	return false;
}

void json_strings_release(struct json_strings *s)
{
	vec_release(&s->list);
}
