/* ENV, ARG and LABEL. */
#include <criterion/criterion.h>

#include "support.h"

static void expect_env(const struct bound *b, size_t step, const char *name, const char *value)
{
	AUTO(map_release) struct map env = {0};

	env_view_map(&bound_step(b, step)->run.env, &env);
	const struct str *found = map_get(&env, str_of(name));

	cr_expect_str_eq(found ? found->p : "(unset)", value, "%s in step %zu", name, step);
}

Test(plan_bind_vars, a_line_sees_the_environment_before_it)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(
		bound_make(&b, "FROM scratch\nENV abc=hello\nENV abc=bye def=$abc\nRUN x\n"), 0);
	expect_env(&b, 2, "abc", "bye");
	expect_env(&b, 2, "def", "hello");
}

Test(plan_bind_vars, arguments_of_one_line_see_each_other)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch\nARG a=1 b=$a\nRUN x\n"), 0);
	expect_env(&b, 1, "b", "1");
}

Test(plan_bind_vars, global_arguments_need_a_declaration)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "ARG V=1\nFROM scratch\nRUN x\nARG V\nRUN x\n"), 0);
	expect_env(&b, 0, "V", "(unset)");
	expect_env(&b, 2, "V", "1");
}

Test(plan_bind_vars, the_order_of_an_arguments_values)
{
	AUTO(bound_release) struct bound b = {0};

	map_set(&b.planned.args, STR("GIVEN"), STR("$verbatim"));
	cr_assert_eq(
		bound_make(&b, "ARG GLOBAL=g\nFROM scratch\n"
			       "ARG GIVEN=default\nARG GLOBAL=mine\nARG NONE\nARG EMPTY=\nRUN x\n"
			       "ARG GLOBAL\nRUN x\n"),
		0);
	expect_env(&b, 4, "GIVEN", "$verbatim");
	expect_env(&b, 4, "GLOBAL", "mine");
	expect_env(&b, 4, "NONE", "(unset)");
	expect_env(&b, 4, "EMPTY", "");
	expect_env(&b, 6, "GLOBAL", "g");
}

Test(plan_bind_vars, automatic_arguments_are_overridable)
{
	AUTO(bound_release) struct bound b = {.planned.platform = "darwin/ppc64le"};

	map_set(&b.planned.args, STR("TARGETOS"), STR("freebsd"));
	cr_assert_eq(
		bound_make(&b, "FROM scratch AS Last\n"
			       "ARG TARGETOS TARGETARCH BUILDPLATFORM TARGETVARIANT TARGETSTAGE\n"
			       "RUN x\n"),
		0);
	expect_env(&b, 1, "TARGETOS", "freebsd");
	expect_env(&b, 1, "TARGETARCH", "ppc64le");
	expect_env(&b, 1, "BUILDPLATFORM", "linux/amd64");
	expect_env(&b, 1, "TARGETVARIANT", "");
	expect_env(&b, 1, "TARGETSTAGE", "last");
}

Test(plan_bind_vars, arg_after_env_wins_in_the_build_with_a_warning)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch\nENV V=x\nARG V=y\nRUN x\n"), 0);
	expect_env(&b, 2, "V", "y");
	cr_expect(str_eq(*map_get(&bound_config(&b)->env, STR("V")), STR("x")));
	cr_assert_eq(b.program.warnings.n, 1);
	cr_expect_str_eq(b.program.warnings.p[0].rule, "ArgHidesEnv");
	cr_expect_eq(b.program.warnings.p[0].span.line, 3);
}

Test(plan_bind_vars, an_empty_build_argument_counts_as_unset_for_a_default)
{
	AUTO(bound_release) struct bound b = {0};

	map_set(&b.planned.args, STR("V"), STR(""));
	cr_assert_eq(bound_make(&b, "FROM scratch\nARG V\nENV V=${V:-d}\nRUN x\n"), 0);
	expect_env(&b, 2, "V", "d");
}

Test(plan_bind_vars, a_child_stage_inherits_arguments_and_gets_env_back)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch AS a\nENV V=x\nARG V=y W=w\n"
				    "FROM a\nRUN x\n"),
		0);
	expect_env(&b, 0, "V", "x");
	expect_env(&b, 0, "W", "w");
	cr_expect_str_eq(bound_step(&b, 0)->created_by, "RUN |2 V=x W=w /bin/sh -c x # buildkit");
}

Test(plan_bind_vars, config_env_keeps_slots_and_path_comes_first)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch\nENV A=1 B=2\nENV A=3\nARG C=4\n"), 0);
	const struct map *env = &bound_config(&b)->env;

	cr_assert_eq(env->n, 3);
	cr_expect(str_eq(env->p[0].key, STR("PATH")));
	cr_expect(str_eq(env->p[1].value, STR("3")));
	cr_expect(str_eq(env->p[2].key, STR("B")));
}

Test(plan_bind_vars, quotes_and_dollars)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(
		bound_make(&b, "FROM scratch\nENV A='$B' C=\"\\$B\" D=$$ P=/p:$PATH\nRUN x\n"), 0);
	expect_env(&b, 1, "A", "$B");
	expect_env(&b, 1, "C", "$B");
	expect_env(&b, 1, "D", "");
	expect_env(&b, 1, "P", "/p:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
}

Test(plan_bind_vars, sbom_arguments_are_no_variables)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch\nARG BUILDKIT_SBOM_SCAN_STAGE=true\nRUN x\n"), 0);
	expect_env(&b, 1, "BUILDKIT_SBOM_SCAN_STAGE", "(unset)");
}

Test(plan_bind_vars, labels_and_those_of_the_command_line_last)
{
	AUTO(bound_release) struct bound b = {0};

	map_set(&b.labels, STR("a"), STR("over"));
	cr_assert_eq(bound_make(&b, "FROM scratch\nENV K=key\nLABEL a=1 $K=\"v $K\"\n"), 0);
	cr_expect(str_eq(*map_get(&bound_config(&b)->labels, STR("a")), STR("over")));
	cr_expect(str_eq(*map_get(&bound_config(&b)->labels, STR("key")), STR("v key")));
}

Test(plan_bind_vars, undefined_variables_are_warned_about)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch\nARG DECLARED\n"
				    "ENV P=$PATHH Q=${LONGER:-d} R=$DECLARED\n"
				    "WORKDIR /$NOPE\n"
				    "# check=skip=UndefinedVar\n"
				    "ENV S=$SKIPPED\n"),
		0);
	cr_assert_eq(b.program.warnings.n, 3);
	cr_expect_str_eq(b.program.warnings.p[0].text,
		"Usage of undefined variable '$PATHH' (did you mean $PATH?)");
	cr_expect_str_eq(b.program.warnings.p[1].text, "Usage of undefined variable '$LONGER'");
	cr_expect_eq(b.program.warnings.p[2].span.line, 4);
}

Test(plan_bind_vars, refusals)
{
	bound_refuse("ENV A=${B?gone}\n", 1, "failed to process \"${B?gone}\": B: gone");
	bound_refuse("RUN x\nENV $B=1\n", 2, "ENV names can not be blank");
	bound_refuse("ENV A=\"x\n", 1,
		"failed to process \"\"x\": unexpected end of statement while looking for "
		"matching double-quote");
	bound_refuse("ARG A=${B=1}\n", 1,
		"failed to process \"${B=1}\": unsupported modifier (=) in substitution");
}

Test(plan_bind_vars, a_variable_that_grows_meets_a_limit)
{
	AUTO(bound_release) struct bound b = {0};
	AUTO(buf_release) struct buf text = {0};

	buf_cstr_add(&text, "FROM scratch\nENV A=0123456789abcdef\n");
	for (int i = 0; i < 40; i++)
		buf_cstr_add(&text, "ENV A=$A$A\n");
	cr_assert_eq(bound_make(&b, buf_cstr(&text)), -1);
	cr_expect_eq(b.planned.e.kind, ERR_LIMIT);
	cr_expect_eq(b.planned.e.span.line, 18);
}

Test(plan_bind_vars, many_variables_meet_a_limit_together)
{
	AUTO(bound_release) struct bound b = {0};
	AUTO(buf_release) struct buf text = {0};

	buf_cstr_add(&text, "FROM scratch\nENV A=");
	for (int i = 0; i < 60000; i++)
		buf_char(&text, 'x');
	buf_char(&text, '\n');
	for (int i = 0; i < 20; i++)
		buf_fmt(&text, "ENV B%d=$A\n", i);
	cr_assert_eq(bound_make(&b, buf_cstr(&text)), -1);
	cr_expect_str_eq(b.planned.e.text, "the variables in force are larger than 1 MiB");
	cr_expect_eq(b.planned.e.kind, ERR_LIMIT);
}
