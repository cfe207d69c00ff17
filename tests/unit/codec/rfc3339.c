#include "codec/rfc3339.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test(rfc3339, a_moment_has_one_text)
{
	const struct {
		int64_t time_s;
		const char *text;
	} cases[] = {
		{0, "1970-01-01T00:00:00Z"},
		{951782400, "2000-02-29T00:00:00Z"},
		{1767323045, "2026-01-02T03:04:05Z"},
		{RFC3339_TIME_MAX_S, "9999-12-31T23:59:59Z"},
		{RFC3339_TIME_MAX_S + 1, "9999-12-31T23:59:59Z"},
		{INT64_MAX, "9999-12-31T23:59:59Z"},
		{-1, "1970-01-01T00:00:00Z"},
		{INT64_MIN, "1970-01-01T00:00:00Z"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rfc3339 got = rfc3339_of(cases[i].time_s);

		cr_expect_str_eq(got.text, cases[i].text);
		cr_expect(rfc3339_is(str_of(got.text)));
	}
}

Test(rfc3339, fractions_and_zones_are_read_and_nothing_else)
{
	const char *good[] = {"2026-01-02T03:04:05.1Z", "2026-01-02T03:04:05.123456789+01:00",
		"2026-01-02T03:04:05-11:30"};
	const char *bad[] = {"", "now", "2026-01-02", "2026-01-02T03:04:05",
		"2026-01-02T03:04:05.Z", "2026-01-02T03:04:05.5", "2026-01-02T03:04:05+0100",
		"2026-01-02 03:04:05Z", "2026-01-02T03:04:05Zx",
		"2026-01-02T03:04:05.0000000000000000000000Z"};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		cr_expect(rfc3339_is(str_of(good[i])), "%s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		cr_expect(!rfc3339_is(str_of(bad[i])), "%s", bad[i]);
}

Test(rfc3339, is_utc_whatever_the_zone)
{
	cr_assert_eq(setenv("TZ", "Asia/Tokyo", 1), 0);
	cr_expect_str_eq(rfc3339_of(0).text, "1970-01-01T00:00:00Z");
}
