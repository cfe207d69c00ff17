/* epoch - what says the time, and what is no time. */
#include "build/epoch.h"

#include <criterion/criterion.h>
#include <string.h>

#include "checked.h"

Test(epoch, texts)
{
	static const struct {
		const char *text;
		int64_t want; /* -2: refused */
	} rows[] = {
		{"", -1},
		{"0", 0},
		{"1700000000", 1700000000},
		{"253402300799", 253402300799},
		{"253402300800", -2},
		{"-1", -2},
		{"1x", -2},
		{"context", -2},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err e = {0};
		int64_t got = 0;
		int parsed = epoch_parse(str_of(rows[i].text), &got, &e);

		cr_expect_eq(parsed, rows[i].want == -2 ? -1 : 0, "%s", rows[i].text);
		if (parsed == 0)
			cr_expect_eq(got, rows[i].want, "%s", rows[i].text);
		else
			cr_expect(strstr(e.text, "SOURCE_DATE_EPOCH"), "%s", e.text);
	}
}

static int of_file(const char *text, int64_t requested, int64_t *got, struct err *e)
{
	AUTO(checked_release) struct checked c = {0};
	struct check_request r = checked_request(text, "");

	*e = (struct err){0};
	cr_assert_eq(check_read(&r, &c, e), 0, "%s", e->text);
	return epoch_of_plan(&c.plan, requested, got, e);
}

Test(epoch, an_arg_before_the_first_from_is_the_default)
{
	int64_t got = 0;
	struct err e;

	cr_expect_eq(of_file("FROM scratch\n", -1, &got, &e), 0);
	cr_expect_eq(got, -1);
	cr_expect_eq(of_file("ARG SOURCE_DATE_EPOCH=7\nFROM scratch\n", -1, &got, &e), 0);
	cr_expect_eq(got, 7);
	cr_expect_eq(of_file("ARG SOURCE_DATE_EPOCH=7\nFROM scratch\n", 9, &got, &e), 0);
	cr_expect_eq(got, 9);
	cr_expect_eq(of_file("ARG SOURCE_DATE_EPOCH\nFROM scratch\n", -1, &got, &e), 0);
	cr_expect_eq(got, -1);
	cr_expect_eq(of_file("FROM scratch\nARG SOURCE_DATE_EPOCH=7\n", -1, &got, &e), 0);
	cr_expect_eq(got, -1);
}

Test(epoch, a_default_that_is_no_time_is_refused_at_its_line)
{
	int64_t got = 0;
	struct err e;

	cr_expect_eq(
		of_file("ARG A\nARG SOURCE_DATE_EPOCH=soon\nFROM scratch\n", -1, &got, &e), -1);
	cr_expect_eq(e.kind, ERR_SYNTAX);
	cr_expect_eq(e.span.line, 2);
	cr_expect(strstr(e.text, "`soon`"), "%s", e.text);
}
