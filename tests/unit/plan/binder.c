/* What every instruction's texts have in common. */
#include <criterion/criterion.h>

#include "support.h"

Test(plan_binder, a_nul_byte_is_refused_wherever_it_comes_from)
{
	static const struct str lines[] = {STR("ENV A=x\0y\n"), STR("USER a\0b\n"),
		STR("WORKDIR /a\0b\n"), STR("COPY a\0 /b\n"), STR("LABEL a=\0\n"),
		STR("RUN a\0b\n"), STR("ARG A=\0\n"), STR("COPY --chown=\0 a b\n")};

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		AUTO(bound_release) struct bound b = {0};
		AUTO(buf_release) struct buf text = {0};
		struct plan_request request = {.build_platform = "linux/amd64"};
		struct planned *p = &b.planned;

		buf_cstr_add(&text, "FROM scratch\n");
		buf_str_add(&text, lines[i]);
		cr_assert_eq(source_make("Dockerfile", buf_str(&text), &p->source, &p->e), 0);
		cr_assert_eq(dockerfile_parse(&p->source, &p->file, &p->e), 0, "%s", p->e.text);
		cr_assert_eq(plan_make(&p->file, &request, &p->plan, &p->e), 0);
		cr_expect_eq(program_bind(&p->plan, NULL, &b.request, &b.program, &p->e), -1,
			"line %zu", i);
		cr_expect_str_eq(p->e.text, "the value has a NUL byte");
		cr_expect_eq(p->e.span.line, 2);
	}
}

Test(plan_binder, the_position_is_the_words)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch\nENV A=1 \\\n    B=${X?}\n"), -1);
	cr_expect_eq(b.planned.e.span.line, 3);
	cr_expect_eq(b.planned.e.span.col, 7);
}

Test(plan_binder, warnings_have_a_limit)
{
	AUTO(bound_release) struct bound b = {0};
	AUTO(buf_release) struct buf text = {0};

	buf_cstr_add(&text, "FROM scratch\n");
	for (int i = 0; i < PLAN_WARNINGS_MAX + 100; i++)
		buf_fmt(&text, "ENV A=$UNSET%d\n", i);
	cr_assert_eq(bound_make(&b, buf_cstr(&text)), 0);
	cr_expect_eq(b.program.warnings.n, PLAN_WARNINGS_MAX);
}
