/* indent - compact JSON laid out for people: a member a line, two blanks for each level. */
#include "cli/indent.h"

#include <stdbool.h>

/* Documents of the store are bounded in size; blanks for their depth are too. */
enum { LEVELS_MAX = 64 };

/* Bytes of the string that json begins with, its quotes included. */
static size_t string_length(struct str json)
{
	size_t n = 1;

	while (n < json.n && json.p[n] != '"')
		n += json.p[n] == '\\' ? 2 : 1;
	return n < json.n ? n + 1 : json.n;
}

static void new_line(size_t level, struct buf *out)
{
	buf_char(out, '\n');
	for (size_t i = 0; i < level && i < LEVELS_MAX; i++)
		buf_cstr_add(out, "  ");
}

static bool closes(char c)
{
	return c == '}' || c == ']';
}

/* One character outside of strings. */
static void lay_out(char c, size_t *level, struct buf *out)
{
	if (closes(c) && *level > 0)
		new_line(--*level, out);
	buf_char(out, c);
	if (c == ':')
		buf_char(out, ' ');
	if (c == '{' || c == '[')
		++*level;
	if (c == '{' || c == '[' || c == ',')
		new_line(*level, out);
}

void indent(struct str json, struct buf *out)
{
	size_t level = 0;

	while (json.n > 0) {
		size_t n = *json.p == '"' ? string_length(json) : 1;

		if (*json.p == '"')
			buf_add(out, json.p, n);
		else if (json.n > 1 && (*json.p == '{' || *json.p == '[') && closes(json.p[1]))
			buf_add(out, json.p, n = 2);
		else
			lay_out(*json.p, &level, out);
		json = str_from(json, n);
	}
}
