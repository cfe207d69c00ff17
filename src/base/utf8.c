/* utf8 - one character at a time out of bytes that may be none, and which may meet a terminal. */
#include "base/utf8.h"

#include <stdbool.h>
#include <stdint.h>

/* By the first byte: how many follow, and the range of the second. */
struct form {
	unsigned char first, last; /* of the first byte */
	unsigned char low, high;   /* of the second */
	unsigned char bytes;
};

static const struct form forms[] = {
	{0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, /* no overlong ones */
	{0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, /* no surrogates */
	{0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4}, /* no overlong ones */
	{0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4}, /* nothing above U+10FFFF */
};

static bool matches(const struct form *f, struct str s)
{
	const unsigned char *b = (const unsigned char *)s.p;

	if (b[0] < f->first || b[0] > f->last || s.n < f->bytes)
		return false;
	if (b[1] < f->low || b[1] > f->high)
		return false;
	for (size_t i = 2; i < f->bytes; i++)
		if ((b[i] & 0xc0) != 0x80)
			return false;
	return true;
}

size_t utf8_length(struct str s)
{
	if (s.n == 0)
		return 0;
	if ((unsigned char)*s.p < 0x80)
		return 1;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (matches(&forms[i], s))
			return forms[i].bytes;
	return 0;
}

/* The bits of the first byte, then six of each that follows. */
size_t utf8_decode(struct str s, uint32_t *code)
{
	static const unsigned char first_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	size_t n = utf8_length(s);

	if (n == 0)
		return 0;
	*code = (unsigned char)s.p[0] & first_bits[n];
	for (size_t i = 1; i < n; i++)
		*code = *code << 6 | ((unsigned char)s.p[i] & 0x3f);
	return n;
}

static bool is_control(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return true;
	/* Arabic letter mark, marks, line separators and embeddings, isolates. */
	return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

size_t utf8_shown(struct str s)
{
	uint32_t code = 0;
	size_t n = utf8_decode(s, &code);

	return n > 0 && is_control(code) ? 0 : n;
}
