/* printable - bytes of a step or an image made safe for a terminal. */
#include "cli/printable.h"

#include "base/utf8.h"

/* Length of a colour sequence at s, or 0. */
static size_t colour(struct str s)
{
	size_t n = 2;

	if (s.n < 3 || s.p[0] != '\033' || s.p[1] != '[')
		return 0;
	while (n < s.n && n < 32 && ((s.p[n] >= '0' && s.p[n] <= '9') || s.p[n] == ';'))
		n++;
	return n < s.n && s.p[n] == 'm' ? n + 1 : 0;
}

/* How many bytes at s may be shown as they are. */
static size_t harmless(struct str s)
{
	size_t n = *s.p == '\t' ? 1 : colour(s);

	return n ? n : utf8_shown(s);
}

void printable(struct str raw, struct buf *out)
{
	while (raw.n > 0) {
		size_t pass = harmless(raw);

		if (pass)
			buf_add(out, raw.p, pass);
		else
			buf_fmt(out, "\\x%02x", (unsigned char)*raw.p);
		raw = str_from(raw, pass ? pass : 1);
	}
}

void printable_lines(struct str raw, struct buf *out)
{
	while (raw.n > 0) {
		size_t end = str_find(raw, '\n');

		printable(str_upto(raw, end), out);
		if (end < raw.n)
			buf_char(out, '\n');
		raw = str_from(raw, end + 1);
	}
}

/* Those below it are escaped already, or stand between the values. */
void printable_json(struct str json, struct buf *out)
{
	while (json.n > 0) {
		uint32_t code = 0;
		size_t n = utf8_decode(json, &code);
		bool escape = n > 0 && utf8_shown(json) == 0 && (unsigned char)*json.p >= 0x7f;

		if (escape)
			buf_fmt(out, "\\u%04x", (unsigned)code);
		else
			buf_add(out, json.p, n ? n : 1);
		json = str_from(json, n ? n : 1);
	}
}
