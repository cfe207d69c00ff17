#include "base/utf8.h"

#include <criterion/criterion.h>
#include <stdint.h>

static size_t encode(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

Test(utf8, every_scalar_value_and_no_surrogate)
{
	for (uint32_t c = 0; c < 0x110000; c++) {
		char bytes[4];
		size_t n = encode(c, bytes);
		bool scalar = c < 0xd800 || c > 0xdfff;

		uint32_t code = 0;

		cr_assert_eq(utf8_length((struct str){bytes, n}), scalar ? n : 0, "%x", c);
		cr_assert_eq(utf8_decode((struct str){bytes, n}, &code), scalar ? n : 0, "%x", c);
		cr_assert_eq(code, scalar ? c : 0, "%x", c);
		cr_assert_eq(utf8_length((struct str){bytes, n - 1}), 0, "%x cut", c);
	}
}

Test(utf8, what_is_none)
{
	static const char *const bad[] = {"\200", "\277", "\300\200", "\301\277", "\340\200\200",
		"\340\237\277", "\360\200\200\200", "\360\217\277\277", "\364\220\200\200",
		"\365\200\200\200", "\370\210\200\200\200", "\376", "\377", "\303(", "\342\202(",
		"\360\220\200("};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		cr_assert_eq(utf8_length(str_of(bad[i])), 0, "%zu", i);
	cr_assert_eq(utf8_length(STR("")), 0);
	cr_assert_eq(utf8_length(STR("\303\251x")), 2);
}

Test(utf8, controls_are_not_shown)
{
	size_t hidden = 0;

	for (uint32_t c = 0; c < 0x110000; c++) {
		char bytes[4];
		size_t n = encode(c, bytes);

		hidden +=
			utf8_length((struct str){bytes, n}) && !utf8_shown((struct str){bytes, n});
	}
	cr_assert_eq(hidden, 32 + 33 + 1 + 2 + 7 + 4);
	cr_assert_eq(utf8_shown(STR("a")), 1);
	cr_assert_eq(utf8_shown(STR("\360\237\214\277")), 4);
	cr_assert_eq(utf8_shown(STR("\302\240")), 2);
	cr_assert_eq(utf8_shown(STR("\302\237")), 0);
	cr_assert_eq(utf8_shown(STR("\342\201\246")), 0);
	cr_assert_eq(utf8_shown(STR("\t")), 0);
	cr_assert_eq(utf8_shown(STR("")), 0);
}
