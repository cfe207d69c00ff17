/* Durations, numbers and switches as Go reads them. */
#include "lang/value.h"

#include <criterion/criterion.h>

static const struct {
	const char *text;
	long long ns;
} durations[] = {
	{"0", 0},
	{"0s", 0},
	{"1m30s", 90000000000},
	{"500ms", 500000000},
	{"50us", 50000},
	{"50\xc2\xb5s", 50000},
	{"1.5h", 5400000000000},
	{".5s", 500000000},
	{"1.s", 1000000000},
	{"-2s", -2000000000},
	{"+3ns", 3},
	{"0.3333333333333333333h", 1199999999999},
};

Test(value, durations)
{
	static const char *const bad[] = {"", "3", "s", ".s", "1x", "1s ", "1 s", "--1s", "$I",
		"9223372036854775808ns", "3000000h", "99999999999999999999s"};
	long long ns = 0;

	for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
		cr_assert(value_duration(str_of(durations[i].text), &ns), "%s", durations[i].text);
		cr_assert_leq(ns - durations[i].ns, 1, "%s: %lld", durations[i].text, ns);
		cr_assert_geq(ns - durations[i].ns, -1, "%s: %lld", durations[i].text, ns);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		cr_assert(!value_duration(str_of(bad[i]), &ns), "%s", bad[i]);
}

Test(value, numbers)
{
	int n = 0;

	cr_assert(value_int32(STR("-2147483648"), &n) && n == -2147483647 - 1);
	cr_assert(value_int32(STR("2147483647"), &n) && n == 2147483647);
	cr_assert(value_int32(STR("+3"), &n) && n == 3);
	cr_assert(!value_int32(STR("2147483648"), &n));
	cr_assert(!value_int32(STR(""), &n) && !value_int32(STR("1x"), &n));
	cr_assert(!value_int32(STR("-"), &n));
}

Test(value, switches)
{
	bool on = false;

	cr_assert(value_bool(STR("True"), &on) && on);
	cr_assert(value_bool(STR("f"), &on) && !on);
	cr_assert(!value_bool(STR("tRUE"), &on) && !value_bool(STR(""), &on));
}
