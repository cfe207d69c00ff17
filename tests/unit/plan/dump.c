#include "plan/dump.h"

#include <criterion/criterion.h>

Test(plan_dump, a_line_stays_one)
{
	AUTO(buf_release) struct buf out = {0};

	dump_text(&out, STR("a\nb\tc\\d\r\x1b[0m\x7f\xc3\xa9"));
	cr_expect_str_eq(buf_cstr(&out), "a\\nb\\tc\\\\d\\x0d\\x1b[0m\\x7f\xc3\xa9");
}
