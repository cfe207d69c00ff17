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
