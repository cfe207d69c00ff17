#include "plan/warn.h"

#include <criterion/criterion.h>

#include "base/attr.h"

Test(plan_warn, options_and_the_limit)
{
	AUTO(warnings_release) struct plan_warnings list = {0};
	AUTO(lint_options_release) struct lint_options options = {0};
	struct instr instr = {.span = {.line = 3}};
	struct err e;

	WARN_ABOUT(&list, &options, &instr, WORKDIR_RELATIVE, .a = STR("x"));
	cr_assert_eq(list.n, 1);
	cr_expect_eq(list.p[0].span.line, 3);
	cr_assert_eq(lint_options_parse(STR("skip=WorkdirRelativePath"), &options, &e), 0);
	WARN_ABOUT(&list, &options, &instr, WORKDIR_RELATIVE, .a = STR("x"));
	cr_expect_eq(list.n, 1);
	for (int i = 0; i < PLAN_WARNINGS_MAX + 10; i++)
		WARN_ABOUT(&list, &options, &instr, UNDEFINED_VAR, .a = STR("x"));
	cr_expect_eq(list.n, PLAN_WARNINGS_MAX);
}

Test(plan_warn, suggestions)
{
	AUTO(map_release) struct map names = {0};
	AUTO(buf_release) struct buf out = {0};

	map_set(&names, STR("TAG"), STR(""));
	warn_suggest(&out, "$", STR("XYZ"), NULL, &names);
	cr_expect_str_eq(buf_cstr(&out), "");
	warn_suggest(&out, "$", STR("TAG"), NULL, &names);
	cr_expect_str_eq(buf_cstr(&out), "", "the word itself is no other word");
	warn_suggest(&out, "$", STR("TAGS"), NULL, &names);
	cr_expect_str_eq(buf_cstr(&out), " (did you mean $TAG?)");
}
