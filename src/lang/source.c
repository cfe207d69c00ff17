/* source - the bytes of one Dockerfile with a name. */
#include "lang/source.h"

#include <stdlib.h>

#include "base/mem.h"
#include "lang/diag.h"

static int check_lines(const struct source *s, struct err *e)
{
	struct str rest = s->text;

	for (uint32_t line = 1; rest.n > 0; line++) {
		size_t n = str_find(rest, '\n');

		if (n > SOURCE_LINE_MAX) {
			diag(e, LINE_LONG, .a = STR_NUMBER(SOURCE_LINE_MAX));
			return err_at(e, s->name, (struct span){line, 1, line, SOURCE_LINE_MAX});
		}
		rest = str_from(rest, n + 1);
	}
	return 0;
}

int source_make(const char *name, struct str bytes, struct source *out, struct err *e)
{
	*out = (struct source){0};
	if (bytes.n > SOURCE_BYTES_MAX) {
		diag(e, FILE_LARGE, .a = STR_NUMBER(SOURCE_BYTES_MAX));
		return err_at(e, name, (struct span){1, 1, 1, 1});
	}
	if (str_starts(bytes, STR("\xef\xbb\xbf")))
		bytes = str_from(bytes, 3);
	out->name = mem_strdup(name);
	out->text = (struct str){str_dup(bytes), bytes.n};
	if (check_lines(out, e) < 0) {
		source_release(out);
		return -1;
	}
	return 0;
}

void source_release(struct source *s)
{
	free(s->name);
	free((char *)s->text.p);
	*s = (struct source){0};
}
