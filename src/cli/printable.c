/* printable - bytes of a step or an image made safe for a terminal. */
#include "cli/printable.h"

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

size_t printable_utf8(struct str s)
{
	unsigned char c = s.n ? (unsigned char)s.p[0] : 0xff;
	size_t n = c < 0x80                ? 1
		   : c >= 0xc2 && c < 0xe0 ? 2
		   : c >= 0xe0 && c < 0xf0 ? 3
		   : c >= 0xf0 && c < 0xf5 ? 4
					   : 0;

	if (n == 0 || n > s.n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)s.p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* How many bytes at s may be shown as they are. */
static size_t harmless(struct str s)
{
	unsigned char c = (unsigned char)s.p[0];
	size_t n = colour(s);

	if (n == 0)
		n = printable_utf8(s);
	if (n == 1 && (c < 0x20 || c == 0x7f) && c != '\t')
		return 0;
	if (n == 2 && c == 0xc2 && (unsigned char)s.p[1] < 0xa0)
		return 0; /* a C1 control */
	return n;
}

void printable(struct str raw, struct buf *out)
{
	while (raw.n > 0) {
		size_t pass = harmless(raw);

		if (pass)
			buf_add(out, raw.p, pass);
		else
			buf_fmt(out, "\\x%02x", (unsigned char)raw.p[0]);
		raw = str_from(raw, pass ? pass : 1);
	}
}
