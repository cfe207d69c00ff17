/* rune - UTF-8 a code point at a time, and the three classes the language asks for. */
#include "lang/rune.h"

#include "base/utf8.h"

struct range {
	uint32_t first, last;
};

static const struct range letters[] = {
#define LETTERS(first, last) {first, last},
#define DIGITS(first, last)
#include "lang/rune.def"
#undef LETTERS
#undef DIGITS
};

static const struct range digits[] = {
#define LETTERS(first, last)
#define DIGITS(first, last) {first, last},
#include "lang/rune.def"
#undef LETTERS
#undef DIGITS
};

static bool in_ranges(uint32_t rune, const struct range *ranges, size_t n)
{
	size_t low = 0;

	while (low < n) {
		size_t middle = low + (n - low) / 2;

		if (rune > ranges[middle].last)
			low = middle + 1;
		else if (rune < ranges[middle].first)
			n = middle;
		else
			return true;
	}
	return false;
}

uint32_t rune_at(struct str s, size_t at, size_t *width)
{
	uint32_t rune = (unsigned char)s.p[at];

	*width = 1;
	if (rune < 0x80)
		return rune;
	size_t n = utf8_decode(str_from(s, at), &rune);

	if (n == 0)
		return RUNE_BAD;
	*width = n;
	return rune;
}

void rune_add(struct buf *b, uint32_t rune)
{
	if (rune < 0x80) {
		buf_char(b, (char)rune);
		return;
	}
	char bytes[4];
	size_t n = rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;

	for (size_t i = n; i-- > 1; rune >>= 6)
		bytes[i] = (char)(0x80 | (rune & 0x3f));
	bytes[0] = (char)((0xf0u << (4 - n) & 0xf0) | rune);
	buf_add(b, bytes, n);
}

bool rune_is_blank(uint32_t r)
{
	if (r < 0x80)
		return r == ' ' || (r >= '\t' && r <= '\r');
	return r == 0x85 || r == 0xa0 || r == 0x1680 || (r >= 0x2000 && r <= 0x200a) ||
	       r == 0x2028 || r == 0x2029 || r == 0x202f || r == 0x205f || r == 0x3000;
}

bool rune_is_letter(uint32_t r)
{
	if (r < 0x80)
		return (r | 0x20) >= 'a' && (r | 0x20) <= 'z';
	return in_ranges(r, letters, sizeof letters / sizeof *letters);
}

bool rune_is_digit(uint32_t r)
{
	if (r < 0x80)
		return r >= '0' && r <= '9';
	return in_ranges(r, digits, sizeof digits / sizeof *digits);
}

struct str rune_trim(struct str s)
{
	size_t width = 0;

	while (s.n > 0 && rune_is_blank(rune_at(s, 0, &width)))
		s = str_from(s, width);
	while (s.n > 0) {
		size_t start = s.n - 1;

		while (start > 0 && s.n - start < 4 && ((unsigned char)s.p[start] & 0xc0) == 0x80)
			start--;
		if (!rune_is_blank(rune_at(s, start, &width)) || start + width != s.n)
			break;
		s = str_upto(s, start);
	}
	return s;
}
