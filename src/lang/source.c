/* source - the bytes of one Dockerfile with a name and a line table. */
#include "lang/source.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/vec.h"
#include "lang/diag.h"

static void line_add(struct source *s, size_t at)
{
	s->lines = vec_room(s->lines, s->lines_n, &s->lines_capacity, sizeof *s->lines);
	s->lines[s->lines_n++] = (uint32_t)at;
}

static int lines_make(struct source *s, struct err *e)
{
	for (size_t at = 0; at < s->text.n;) {
		struct str rest = str_from(s->text, at);
		size_t n = str_find(rest, '\n');

		line_add(s, at);
		if (n > SOURCE_LINE_MAX) {
			uint32_t line = (uint32_t)s->lines_n;

			diag(e, LINE_LONG, .a = STR("65535"));
			return err_at(e, s->name, (struct span){line, 1, line, SOURCE_LINE_MAX});
		}
		at += n + 1;
	}
	return 0;
}

int source_make(const char *name, struct str bytes, struct source *out, struct err *e)
{
	*out = (struct source){0};
	if (bytes.n > SOURCE_BYTES_MAX) {
		diag(e, FILE_LARGE, .a = STR("67108864"));
		return err_at(e, name, (struct span){1, 1, 1, 1});
	}
	if (str_starts(bytes, STR("\xef\xbb\xbf")))
		bytes = str_from(bytes, 3);
	out->name = mem_strdup(name);
	out->text = (struct str){str_dup(bytes), bytes.n};
	if (lines_make(out, e) < 0) {
		source_release(out);
		return -1;
	}
	return 0;
}

struct str source_line(const struct source *s, uint32_t line)
{
	if (line == 0 || line > s->lines_n)
		return STR("");
	struct str rest = str_from(s->text, s->lines[line - 1]);

	return str_trim_right(str_upto(rest, str_find(rest, '\n')), "\r");
}

void source_release(struct source *s)
{
	free(s->name);
	free((char *)s->text.p);
	free(s->lines);
	*s = (struct source){0};
}
