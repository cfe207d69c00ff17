/* Whole programs: triggers that make the plan grow, limits, speed. */
#include "plan/bind.h"

#include <criterion/criterion.h>
#include <time.h>

#include "support.h"

#define BASE(config)                                                                               \
	"{\"architecture\":\"amd64\",\"os\":\"linux\","                                            \
	"\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]},\"config\":" config "}"

Test(plan_bind, triggers_bring_stages_and_images)
{
	AUTO(bound_release)
	struct bound b = {.bases = {BASE("{\"OnBuild\":[\"COPY --from=files /a /\","
					 "\"RUN --mount=from=tools,target=/t y\"]}"),
				  BASE("{\"OnBuild\":[\"RUN never\"]}"), BASE("{}")}};

	cr_assert_eq(bound_make(&b, "FROM nginx AS files\n"
				    "FROM scratch AS unused\n"
				    "FROM debian\nRUN z\n"),
		0, "%s: %s", b.planned.e.during, b.planned.e.text);
	const struct plan *plan = &b.planned.plan;

	cr_assert_eq(plan->stages.n, 2);
	cr_expect(str_eq(plan->stages.p[0].name, STR("files")));
	cr_expect_eq(plan->target, 1);
	cr_assert_eq(plan->images.n, 3);
	cr_expect(str_eq(plan->images.p[0].name, STR("debian")), "numbers stay");
	cr_expect_eq(bound_step(&b, 0)->copy.from.kind, ORIGIN_STAGE);
	cr_expect_eq(bound_step(&b, 0)->copy.from.number, 0);
	cr_expect_eq(bound_step(&b, 1)->run.mounts.p[0].from.kind, ORIGIN_IMAGE);
}

Test(plan_bind, a_triggers_error_points_at_the_from_line)
{
	AUTO(bound_release) struct bound b = {.bases = {BASE("{\"OnBuild\":[\"foo x\"]}")}};
	AUTO(bound_release) struct bound c = {.bases = {BASE("{\"OnBuild\":[\"USER $X\"]}")}};

	cr_assert_eq(bound_make(&b, "ARG A\nFROM debian\n"), -1);
	cr_expect_str_eq(b.planned.e.text, "unknown instruction: foo");
	cr_expect_eq(b.planned.e.span.line, 2);
	cr_expect_str_eq(
		b.planned.e.during, "running the ONBUILD trigger `foo x` of the base image");
	cr_assert_eq(bound_make(&c, "ARG A\nFROM debian\n"), -1);
	cr_expect_str_eq(c.planned.e.text, "the expansion of `$X` is empty");
	cr_expect_eq(c.planned.e.span.line, 2);
}

Test(plan_bind, a_trigger_that_is_no_instruction_fails_in_the_child)
{
	AUTO(bound_release) struct bound b = {0}, c = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch AS a\nONBUILD foo x\n"), 0);
	cr_assert_eq(bound_make(&c, "FROM scratch AS a\nONBUILD foo x\nFROM a\n"), -1);
	cr_expect_str_eq(c.planned.e.text, "unknown instruction: foo");
	cr_expect_eq(c.planned.e.span.line, 3);
}

Test(plan_bind, triggers_run_once)
{
	AUTO(bound_release) struct bound b = {.bases = {BASE("{\"OnBuild\":[\"RUN x\"]}")}};

	cr_assert_eq(bound_make(&b, "FROM debian AS a\nFROM a\n"), 0);
	cr_expect_eq(b.program.stages.p[0].steps.n, 1);
	cr_expect_eq(b.program.stages.p[1].steps.n, 0);
}

Test(plan_bind, a_named_context_replaces_a_stage)
{
	AUTO(bound_release) struct bound b = {.bases = {BASE("{\"Env\":[\"A=1\"]}")}};

	map_set(&b.planned.contexts, STR("base"), STR("docker-image://x"));
	cr_assert_eq(bound_make(&b, "FROM debian AS base\nRUN never\n"), 0);
	cr_expect_eq(b.program.stages.p[0].steps.n, 0);
	cr_expect_eq(bound_config(&b)->env.n, 1, "as it is, without PATH");
}

Test(plan_bind, repeated_history_meets_a_limit)
{
	AUTO(bound_release) struct bound b = {0};
	AUTO(buf_release) struct buf text = {0};

	buf_cstr_add(&text, "FROM scratch\nARG A=");
	for (int i = 0; i < 60000; i++)
		buf_char(&text, 'x');
	buf_char(&text, '\n');
	for (int i = 0; i < 1000; i++)
		buf_cstr_add(&text, "RUN y\n");
	cr_assert_eq(bound_make(&b, buf_cstr(&text)), -1);
	cr_expect_str_eq(b.planned.e.text, "the history of this build is too long");
}

Test(plan_bind, repeated_text_meets_a_limit)
{
	AUTO(bound_release) struct bound b = {0};
	AUTO(buf_release) struct buf text = {0};

	buf_cstr_add(&text, "FROM scratch\nENV A=");
	for (int i = 0; i < 60000; i++)
		buf_char(&text, 'x');
	buf_cstr_add(&text, "\nENV B=$A$A$A$A$A$A$A$A\n");
	for (int i = 0; i < 400; i++)
		buf_cstr_add(&text, "COPY <<F /\n$B\nF\n");
	cr_assert_eq(bound_make(&b, buf_cstr(&text)), -1);
	cr_expect_eq(b.planned.e.kind, ERR_LIMIT);
	cr_expect_str_eq(b.planned.e.text, "the words of this Dockerfile expand to too much text");
}

static double ms_since(const struct timespec *from)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)(now.tv_sec - from->tv_sec) * 1e3 +
	       (double)(now.tv_nsec - from->tv_nsec) / 1e6;
}

static void many_lines(struct buf *text, int lines)
{
	buf_cstr_add(text, "FROM scratch\n");
	for (int i = 0; i < lines / 2; i++)
		buf_fmt(text, "ENV NAME_%d=value-%d\nRUN make step-%d && true\n", i, i, i);
}

/* Processor time: quadratic work would make the larger file a hundred times slower. */
Test(plan_bind, time_grows_with_the_lines)
{
	double ms[2] = {0};
	const int lines[] = {2000, 20000};

	for (size_t i = 0; i < 2; i++) {
		AUTO(bound_release) struct bound b = {0};
		AUTO(buf_release) struct buf text = {0};
		struct timespec start;

		many_lines(&text, lines[i]);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
		cr_assert_eq(bound_make(&b, buf_cstr(&text)), 0, "%s", b.planned.e.text);
		ms[i] = ms_since(&start);
	}
	cr_log_info("2,000 lines: %.1f ms, 20,000 lines: %.1f ms", ms[0], ms[1]);
	cr_expect_lt(ms[1], ms[0] * 40 + 200, "%.1f ms and %.1f ms", ms[0], ms[1]);
}
