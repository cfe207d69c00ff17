/* UTF-8 and the classes of code points. */
#include "lang/rune.h"

#include <criterion/criterion.h>

#include "base/attr.h"

static const struct {
	const char *text;
	uint32_t rune;
	size_t width;
} table[] = {
	{"a", 'a', 1},
	{"\xc3\xa9", 0xe9, 2},
	{"\xe2\x98\xba", 0x263a, 3},
	{"\xf0\x9f\x98\x80", 0x1f600, 4},
	{"\xef\xbf\xbd", 0xfffd, 3},
	{"\x80", RUNE_BAD, 1},
	{"\xc0\x80", RUNE_BAD, 1},
	{"\xe0\x80\x80", RUNE_BAD, 1},
	{"\xed\xa0\x80", RUNE_BAD, 1},
	{"\xf4\x90\x80\x80", RUNE_BAD, 1},
	{"\xc3", RUNE_BAD, 1},
	{"\xc3x", RUNE_BAD, 1},
	{"\xff", RUNE_BAD, 1},
};

Test(rune, decoding)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		size_t width = 0;

		cr_assert_eq(rune_at(str_of(table[i].text), 0, &width), table[i].rune, "%zu", i);
		cr_assert_eq(width, table[i].width, "%zu", i);
	}
}

Test(rune, encoding_is_the_inverse)
{
	static const uint32_t runes[] = {
		0, 'a', 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff};

	for (size_t i = 0; i < sizeof runes / sizeof *runes; i++) {
		AUTO(buf_release) struct buf b = {0};
		size_t width = 0;

		rune_add(&b, runes[i]);
		cr_assert_eq(rune_at(buf_str(&b), 0, &width), runes[i]);
		cr_assert_eq(width, b.n);
	}
}

Test(rune, classes)
{
	cr_assert(rune_is_letter('z') && rune_is_letter(0xe9) && rune_is_letter(0x4e2d));
	cr_assert(!rune_is_letter('1') && !rune_is_letter('_') && !rune_is_letter(0x2028));
	cr_assert(!rune_is_letter(0x80) && !rune_is_letter(0x10ffff));
	cr_assert(rune_is_digit('0') && rune_is_digit(0x0665) && !rune_is_digit(0xb2));
	cr_assert(rune_is_blank(' ') && rune_is_blank('\v') && rune_is_blank(0xa0));
	cr_assert(!rune_is_blank(0x200b) && !rune_is_blank('x') && !rune_is_blank(0));
}

Test(rune, trim)
{
	cr_assert(str_eq(rune_trim(STR(" \xc2\xa0 a b\xe3\x80\x80\t")), STR("a b")));
	cr_assert(str_eq(rune_trim(STR(" \t\n")), STR("")));
	cr_assert(str_eq(rune_trim(STR("a\xa0")), STR("a\xa0")));
}
