/* csv - one line of comma-separated fields with double quotes, as RUN --mount has it. */
#include "plan/csv.h"

#include "base/buf.h"
#include "lang/diag.h"

static int fail(const char *what, size_t at, struct err *e)
{
	AUTO(buf_release) struct buf why = {0};

	buf_fmt(&why, "parse error on line 1, column %zu: %s", at + 1, what);
	return diag(e, MOUNT_CSV, .a = buf_str(&why));
}

static int plain_field(struct str line, size_t *at, struct buf *field, struct err *e)
{
	size_t start = *at;

	*at += str_find(str_from(line, start), ',');
	struct str text = str_from(str_upto(line, *at), start);
	size_t quote = str_find(text, '"');

	if (quote < text.n)
		return fail("bare \" in non-quoted field", start + quote, e);
	buf_str_add(field, text);
	return 0;
}

static int quoted_field(struct str line, size_t *at, struct buf *field, struct err *e)
{
	for (++*at; *at < line.n; ++*at) {
		if (line.p[*at] != '"') {
			buf_char(field, line.p[*at]);
			continue;
		}
		if (++*at == line.n || line.p[*at] == ',')
			return 0;
		if (line.p[*at] != '"')
			break;
		buf_char(field, '"');
	}
	return fail("extraneous or missing \" in quoted-field", *at, e);
}

int csv_read(struct str line, struct strs *out, struct err *e)
{
	AUTO(buf_release) struct buf field = {0};

	line = str_trim_right(line, "\r\n");
	if (line.n == 0)
		return diag(e, MOUNT_CSV, .a = STR("EOF"));
	for (size_t at = 0;; at++) {
		bool quoted = at < line.n && line.p[at] == '"';

		buf_clear(&field);
		if ((quoted ? quoted_field : plain_field)(line, &at, &field, e) < 0)
			return -1;
		strs_add(out, buf_str(&field));
		if (at >= line.n)
			return 0;
	}
}
