#include "plan/dump.h"

#include <criterion/criterion.h>

Test(plan_dump, a_line_stays_one)
{
	AUTO(buf_release) struct buf out = {0};

	dump_text(&out, STR("a\nb\tc\\d\r\x1b[0m\x7f\xc3\xa9"));
	cr_expect_str_eq(buf_cstr(&out), "a\\nb\\tc\\\\d\\x0d\\x1b[0m\\x7f\xc3\xa9");
}

Test(plan_dump, an_origin_is_said_by_number_or_name)
{
	struct plan plan = {0};
	const struct {
		struct origin origin;
		const char *want;
	} table[] = {
		{{ORIGIN_SCRATCH, 0}, "scratch"},
		{{ORIGIN_STAGE, 2}, "stage 2"},
		{{ORIGIN_IMAGE, 1}, "image 1"},
		{{ORIGIN_CONTEXT, 0}, "context"},
		{{ORIGIN_NAMED, 0}, "context src"},
	};

	vec_push(&plan.contexts, (struct plan_context){.name = STR("src")});
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		AUTO(buf_release) struct buf out = {0};

		dump_origin(&out, &plan, &table[i].origin);
		cr_expect_str_eq(buf_cstr(&out), table[i].want);
	}
	vec_release(&plan.contexts);
}
