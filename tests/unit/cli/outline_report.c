#include "cli/outline_report.h"

#include "capture.h"

static const struct outline empty = {.target = {.name = {"", 0}}};

Test(cli_outline_report, a_target_that_takes_nothing)
{
	AUTO(buf_release) struct buf text = {0};
	AUTO(buf_release) struct buf json = {0};

	outline_report_text(&empty, &text);
	cr_assert_str_eq(buf_cstr(&text), "TARGET:      default\n");
	outline_report_json(&empty, STR("FROM x\n"), &json);
	cr_assert_str_eq(buf_cstr(&json), "{\"name\":\"\",\"description\":\"\",\"args\":[],"
					  "\"sources\":[\"RlJPTSB4Cg==\"]}\n");
}

Test(cli_outline_report, columns_are_as_wide_as_the_widest)
{
	AUTO(buf_release) struct buf text = {0};
	struct outline_arg args[] = {
		{STR("A"), STR("1"), STR("one"), {0}},
		{STR("LONGER_THAN_THE_TITLE"), STR("\033]0;t"), STR(""), {0}},
	};
	struct outline o = empty;

	o.args.p = args;
	o.args.n = 2;
	outline_report_text(&o, &text);
	cr_assert_str_eq(buf_cstr(&text), "TARGET:      default\n\n"
					  "BUILD ARG               VALUE      DESCRIPTION\n"
					  "A                       1          one\n"
					  "LONGER_THAN_THE_TITLE   \\x1b]0;t\n");
}
