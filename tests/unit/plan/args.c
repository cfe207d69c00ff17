#include "plan/args.h"

#include <criterion/criterion.h>

#include "support.h"

Test(plan_args, build_arguments_are_verbatim_and_defaults_expanded)
{
	AUTO(planned_release) struct planned p = {0};

	map_set(&p.args, STR("A"), STR("$B"));
	map_set(&p.args, STR("UNUSED"), STR("x"));
	cr_assert_eq(planned_make(&p, "ARG A=1\nARG C=$A-c D\nARG E=${C#?}\nFROM scratch\n"), 0);
	const struct map *values = &p.plan.global_args;

	cr_expect(str_eq(*map_get(values, STR("A")), STR("$B")));
	cr_expect(str_eq(*map_get(values, STR("C")), STR("$B-c")));
	cr_expect(str_eq(*map_get(values, STR("E")), STR("B-c")));
	cr_expect_not(map_has(values, STR("D")), "declared, but without a value");
	cr_expect_not(map_has(values, STR("UNUSED")));
}

Test(plan_args, automatic_ones)
{
	AUTO(planned_release) struct planned p = {.platform = "linux/arm/v6", .target = "Foo"};

	map_set(&p.args, STR("BUILDOS"), STR("mine"));
	cr_assert_eq(planned_make(&p, "FROM scratch AS foo\n"), 0);
	const struct map *values = &p.plan.global_args;

	cr_expect(str_eq(*map_get(values, STR("BUILDPLATFORM")), STR("linux/amd64")));
	cr_expect(str_eq(*map_get(values, STR("BUILDOS")), STR("mine")));
	cr_expect(str_eq(*map_get(values, STR("TARGETPLATFORM")), STR("linux/arm/v6")));
	cr_expect(str_eq(*map_get(values, STR("TARGETVARIANT")), STR("v6")));
	cr_expect(str_eq(*map_get(values, STR("TARGETOSVERSION")), STR("")));
	cr_expect(str_eq(*map_get(values, STR("TARGETSTAGE")), STR("Foo")), "as typed");
}

Test(plan_args, an_unnamed_last_stage_is_default)
{
	AUTO(planned_release) struct planned p = {0};

	cr_assert_eq(planned_make(&p, "FROM scratch AS a\nFROM scratch\n"), 0);
	cr_expect(str_eq(*map_get(&p.plan.global_args, STR("TARGETSTAGE")), STR("default")));
}

Test(plan_args, growth_meets_a_limit)
{
	AUTO(planned_release) struct planned p = {0};
	AUTO(buf_release) struct buf text = {0};

	buf_cstr_add(&text, "ARG A=0123456789abcdef\n");
	for (int i = 0; i < 30; i++)
		buf_cstr_add(&text, "ARG A=$A$A\n");
	buf_cstr_add(&text, "FROM scratch\n");
	cr_assert_eq(planned_make(&p, buf_cstr(&text)), -1);
	cr_expect_eq(p.e.kind, ERR_LIMIT);
}

Test(plan_args, proxies_in_both_spellings)
{
	AUTO(map_release) struct map given = {0}, out = {0};

	map_set(&given, STR("https_PROXY"), STR("x"));
	map_set(&given, STR("HTTPS_PROXY"), STR("y"));
	map_set(&given, STR("other"), STR("z"));
	args_proxies(&given, &out);
	cr_assert_eq(out.n, 2);
	cr_expect(str_eq(*map_get(&out, STR("HTTPS_PROXY")), STR("x")), "later in byte order");
	cr_expect(str_eq(*map_get(&out, STR("https_proxy")), STR("x")));
}

Test(plan_args, what_is_no_variable)
{
	cr_expect(arg_is_no_variable(STR("BUILDKIT_SBOM_SCAN_CONTEXT")));
	cr_expect_not(arg_is_no_variable(STR("SOURCE_DATE_EPOCH")));
}
