#include "base/ascii.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdlib.h>

/* The tests run in the C locale, where <ctype.h> means ASCII. */
Test(ascii, classes_are_those_of_the_c_locale)
{
	for (int i = 0; i < 256; i++) {
		char c = (char)i;

		cr_assert_eq(ascii_is_digit(c), isdigit(i) != 0, "%d", i);
		cr_assert_eq(ascii_is_upper(c), isupper(i) != 0, "%d", i);
		cr_assert_eq(ascii_is_lower(c), islower(i) != 0, "%d", i);
		cr_assert_eq(ascii_is_alnum(c), isalnum(i) != 0, "%d", i);
		cr_assert_eq(ascii_is_control(c), iscntrl(i) != 0, "%d", i);
		cr_assert_eq(ascii_lower(c), (char)tolower(i), "%d", i);
	}
}

Test(ascii, hex_digits_of_both_cases_and_no_others)
{
	for (int i = 0; i < 256; i++) {
		const char text[] = {(char)i, '\0'};
		int want = isxdigit(i) ? (int)strtol(text, NULL, 16) : -1;

		cr_assert_eq(ascii_hex((char)i), want, "%d", i);
	}
}
