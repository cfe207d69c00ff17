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

void printable(struct str raw, struct buf *out)
{
	while (raw.n > 0) {
		unsigned char c = (unsigned char)raw.p[0];
		size_t pass = colour(raw);

		if (pass == 0 && (c >= 0x20 || c == '\t') && c != 0x7f)
			pass = 1;
		if (pass == 1 && c == 0xc2 && raw.n > 1 && (unsigned char)raw.p[1] < 0xa0)
			pass = 0; /* a C1 control in UTF-8 */
		if (pass)
			buf_add(out, raw.p, pass);
		else
			buf_fmt(out, "\\x%02x", c);
		raw = str_from(raw, pass ? pass : 1);
	}
}
