/* What a stage starts with. */
#include <criterion/criterion.h>

#include "support.h"

#define BASE(config)                                                                               \
	"{\"architecture\":\"amd64\",\"os\":\"linux\",\"author\":\"a\","                           \
	"\"created\":\"2020-01-01T00:00:00Z\","                                                    \
	"\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]},\"config\":" config "}"

#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

Test(plan_bind_base, scratch)
{
	AUTO(bound_release) struct bound b = {.planned.platform = "linux/arm/v6"};

	cr_assert_eq(bound_make(&b, "FROM scratch\nENV foo=bar\n"), 0);
	const struct config *c = bound_config(&b);

	cr_expect_str_eq(c->os, "linux");
	cr_expect_str_eq(c->architecture, "arm");
	cr_expect_str_eq(c->variant, "v6");
	cr_expect_str_eq(c->working_dir, "/");
	cr_assert_eq(c->env.n, 2);
	cr_expect(str_eq(c->env.p[0].value, STR(DEFAULT_PATH)));
	cr_expect_eq(c->history_n, 0);
}

Test(plan_bind_base, what_is_inherited)
{
	AUTO(bound_release)
	struct bound b = {
		.bases = {BASE("{\"Env\":[\"A=1\",\"PATH=\"],\"User\":\"app\",\"WorkingDir\":"
			       "\"rel/dir\",\"OnBuild\":[\"RUN x\"],\"Labels\":{\"l\":\"v\"}}")}};

	cr_assert_eq(bound_make(&b, "FROM debian\nRUN y\n"), 0, "%s", b.planned.e.text);
	const struct config *c = bound_config(&b);

	cr_expect_null(c->created);
	cr_expect_str_eq(c->author, "a");
	cr_expect_eq(c->onbuild.n, 0);
	cr_expect_eq(c->env.n, 2, "an empty PATH is one");
	cr_expect_str_eq(c->working_dir, "/rel/dir", "joined once");
	cr_expect_eq(b.program.stages.p[0].steps.n, 2);
	cr_expect_str_eq(bound_step(&b, 0)->created_by, "RUN /bin/sh -c x # buildkit");
	cr_expect(bound_step(&b, 0)->trigger);
	cr_expect_eq(bound_step(&b, 0)->instr->span.line, 1, "the FROM line");
	cr_expect_str_eq(bound_step(&b, 1)->user, "app");
	cr_expect_str_eq(bound_step(&b, 1)->workdir, "/rel/dir");
	cr_expect_eq(b.program.stages.p[0].user_span.line, 0);
}

Test(plan_bind_base, path_is_appended_when_the_base_has_none)
{
	AUTO(bound_release) struct bound b = {.bases = {BASE("{\"Env\":[\"A=1\"]}")}};

	cr_assert_eq(bound_make(&b, "FROM debian\nENV P=$PATH\n"), 0);
	cr_expect(str_eq(bound_config(&b)->env.p[1].key, STR("PATH")));
	cr_expect(str_eq(bound_config(&b)->env.p[2].value, STR(DEFAULT_PATH)));
}

Test(plan_bind_base, a_stage_hands_on_everything_but_triggers)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch AS a\nUSER 5\nSHELL [\"/b\"]\nCMD x\n"
				    "ONBUILD RUN $A\nONBUILD LABEL k=v\n"
				    "FROM a AS b\nENTRYPOINT [\"e\"]\n"
				    "FROM b\n"),
		0);
	cr_expect_eq(b.program.stages.p[1].steps.n, 3);
	cr_expect_str_eq(b.program.stages.p[1].steps.p[0].created_by, "RUN /b $A # buildkit");
	cr_expect_eq(b.program.stages.p[1].steps.p[0].instr->span.line, 5);
	cr_expect_eq(bound_config(&b)->cmd.n, 0, "CMD of another stage goes with ENTRYPOINT");
	cr_expect_eq(b.program.stages.p[2].steps.n, 0);
	cr_expect_str_eq(bound_config(&b)->user, "5");
	cr_expect_eq(b.program.stages.p[2].user_span.line, 2);
	cr_expect(map_has(&bound_config(&b)->labels, STR("k")));
}

Test(plan_bind_base, a_base_of_another_platform_is_warned_about)
{
	AUTO(bound_release)
	struct bound b = {.bases = {BASE("{}")}, .planned.platform = "linux/arm64"};

	cr_assert_eq(bound_make(&b, "FROM debian\n"), 0);
	cr_assert_eq(b.program.warnings.n, 1);
	cr_expect_str_eq(b.program.warnings.p[0].text,
		"Base image debian was pulled with platform \"linux/amd64\", expected "
		"\"linux/arm64\" for current build");
	cr_expect_str_eq(bound_config(&b)->architecture, "arm64", "--platform decides");
}

Test(plan_bind_base, a_hostile_base_meets_the_limits)
{
	AUTO(buf_release) struct buf base = {0}, path = {0};
	AUTO(bound_release) struct bound b = {0};

	buf_cstr_add(&base, "{\"Env\":[\"A=");
	for (int i = 0; i < 1100000; i++)
		buf_char(&base, 'x');
	buf_cstr_add(&base, "\"]}");
	buf_fmt(&path,
		"{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\","
		"\"diff_ids\":[]},\"config\":%s}",
		buf_cstr(&base));
	b.bases[0] = buf_cstr(&path);
	cr_assert_eq(bound_make(&b, "FROM debian\n"), -1);
	cr_expect_eq(b.planned.e.kind, ERR_LIMIT);
	cr_expect_eq(b.planned.e.span.line, 1);
}
