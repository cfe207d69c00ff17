#include "plan/size.h"

#include <criterion/criterion.h>

Test(plan_size, amounts)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} cases[] = {{"0", 0}, {"32", 32}, {"32b", 32}, {"32k", 32 << 10}, {"32 KB", 32 << 10},
		{"32KiB", 32 << 10}, {"1.5m", 1536 << 10}, {"32.6Mb", 34183577}, {"1g", 1 << 30},
		{"2T", 2ULL << 40}, {"1p", 1ULL << 50}, {"0.5", 0}};
	uint64_t bytes = 0;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cr_expect(size_parse(str_of(cases[i].text), &bytes), "%s", cases[i].text);
		cr_expect_eq(bytes, cases[i].bytes, "%s is %llu", cases[i].text,
			(unsigned long long)bytes);
	}
}

Test(plan_size, what_is_none)
{
	static const char *const cases[] = {"", "k", "-1", "1x", "1  k", "1.", ".5", "1kk", "1e3",
		"9223372036854775808", "99999999999999999999", "9000p", " 1"};
	uint64_t bytes = 0;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		cr_expect_not(size_parse(str_of(cases[i]), &bytes), "%s", cases[i]);
}
