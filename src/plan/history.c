/* history - lists and values as docker's history lines show them, byte for byte. */
#include "plan/history.h"

#include <inttypes.h>
#include <stdbool.h>

#include "lang/rune.h"

void history_joined(const struct strs *list, struct buf *out)
{
	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			buf_char(out, ' ');
		buf_str_add(out, list->p[i]);
	}
}

void history_plain(const struct strs *list, struct buf *out)
{
	buf_char(out, '[');
	history_joined(list, out);
	buf_char(out, ']');
}

static const struct {
	uint32_t first, last;
} unprintable[] = {
	{0x00, 0x1f}, {0x7f, 0xa0}, {0xad, 0xad}, /* soft hyphen */
	{0x600, 0x605},                           /* Arabic format characters */
	{0x1680, 0x1680},                         /* blanks from here on, and format characters */
	{0x180e, 0x180e}, {0x2000, 0x200f}, {0x2028, 0x202f}, {0x205f, 0x206f}, {0x3000, 0x3000},
	{0xd800, 0xf8ff}, /* surrogates, private use */
	{0xfdd0, 0xfdef}, /* no characters */
	{0xfeff, 0xfeff}, {0xfff0, 0xfffb}, {0xfffe, 0xffff},
	{0xe0000, 0x10ffff}, /* tags, private use */
};

/* What Go's IsPrint says, but for code points that no Unicode version assigns. */
static bool is_printable(uint32_t rune)
{
	for (size_t i = 0; i < sizeof unprintable / sizeof *unprintable; i++)
		if (rune >= unprintable[i].first && rune <= unprintable[i].last)
			return false;
	return true;
}

static bool add_named_escape(uint32_t rune, struct buf *out)
{
	static const char names[][2] = {{'\a', 'a'}, {'\b', 'b'}, {'\f', 'f'}, {'\n', 'n'},
		{'\r', 'r'}, {'\t', 't'}, {'\v', 'v'}, {'\\', '\\'}, {'"', '"'}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (rune != (unsigned char)names[i][0])
			continue;
		buf_char(out, '\\');
		buf_char(out, names[i][1]);
		return true;
	}
	return false;
}

static void add_quoted(struct str s, struct buf *out)
{
	size_t width = 0;

	buf_char(out, '"');
	for (size_t at = 0; at < s.n; at += width) {
		uint32_t rune = rune_at(s, at, &width);

		if (rune == RUNE_BAD && width == 1)
			buf_fmt(out, "\\x%02x", (unsigned char)s.p[at]);
		else if (add_named_escape(rune, out))
			continue;
		else if (is_printable(rune))
			buf_add(out, s.p + at, width);
		else if (rune < 0x20 || rune == 0x7f)
			buf_fmt(out, "\\x%02x", rune);
		else
			buf_fmt(out, rune < 0x10000 ? "\\u%04x" : "\\U%08x", rune);
	}
	buf_char(out, '"');
}

void history_quoted(const struct strs *list, struct buf *out)
{
	buf_char(out, '[');
	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			buf_char(out, ' ');
		add_quoted(list->p[i], out);
	}
	buf_char(out, ']');
}

/* n / unit with as many decimals as it takes. */
static void add_fraction(uint64_t n, uint64_t unit, const char *name, struct buf *out)
{
	uint64_t rest = n % unit;

	buf_fmt(out, "%" PRIu64, n / unit);
	if (rest > 0)
		buf_char(out, '.');
	while (rest > 0) {
		unit /= 10;
		buf_char(out, (char)('0' + rest / unit));
		rest %= unit;
	}
	buf_cstr_add(out, name);
}

void history_duration(int64_t ns, struct buf *out)
{
	const uint64_t us = 1000, ms = 1000 * us, s = 1000 * ms, minute = 60 * s;
	uint64_t n = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;

	if (ns < 0)
		buf_char(out, '-');
	if (n == 0)
		buf_cstr_add(out, "0s");
	else if (n < us)
		buf_fmt(out, "%" PRIu64 "ns", n);
	else if (n < ms)
		add_fraction(n, us, "\xc2\xb5s", out);
	else if (n < s)
		add_fraction(n, ms, "ms", out);
	if (n < s)
		return;
	if (n >= 60 * minute)
		buf_fmt(out, "%" PRIu64 "h", n / (60 * minute));
	if (n >= minute)
		buf_fmt(out, "%" PRIu64 "m", n / minute % 60);
	add_fraction(n % minute, s, "s", out);
}

void history_health(const struct healthcheck *h, struct buf *out)
{
	const struct {
		const char *name;
		int64_t ns;
	} times[] = {{"Interval", h->interval_ns}, {"Timeout", h->timeout_ns},
		{"StartPeriod", h->start_period_ns}, {"StartInterval", h->start_interval_ns}};

	buf_cstr_add(out, "{Test:");
	history_plain(&h->test, out);
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		buf_fmt(out, " %s:", times[i].name);
		history_duration(times[i].ns, out);
	}
	buf_fmt(out, " Retries:%" PRId64 "}", h->retries);
}
