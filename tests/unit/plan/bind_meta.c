/* USER, WORKDIR, VOLUME, EXPOSE, STOPSIGNAL, MAINTAINER, ONBUILD. */
#include <criterion/criterion.h>

#include "support.h"

Test(plan_bind_meta, user_is_in_force_from_its_line_on)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch\nRUN a\nENV U=app\nUSER $U:5\nRUN b\n"), 0);
	cr_expect_null(bound_step(&b, 0)->user);
	cr_expect_str_eq(bound_step(&b, 3)->user, "app:5");
	cr_expect_str_eq(bound_config(&b)->user, "app:5");
	cr_expect_eq(b.program.stages.p[0].user_span.line, 4);
}

Test(plan_bind_meta, an_empty_user_is_an_error_with_a_cure)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch\nUSER ${X}\n"), -1);
	cr_expect_str_eq(b.planned.e.text, "the expansion of `${X}` is empty");
	cr_expect_str_eq(b.planned.e.hint, "give the variable a value, or name the user");
	cr_expect_eq(b.planned.e.span.line, 2);
	cr_expect_eq(b.planned.e.span.col, 6);
	bound_refuse("USER \"\"\n", 1, "the expansion of `\"\"` is empty");
}

Test(plan_bind_meta, workdir_is_in_force_and_made)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(
		bound_make(&b, "FROM scratch\nUSER 5\nWORKDIR /a\nWORKDIR b/../c\nRUN x\n"), 0);
	cr_expect_eq(bound_step(&b, 1)->kind, STEP_WORKDIR);
	cr_expect_str_eq(bound_step(&b, 1)->workdir, "/a");
	cr_expect_str_eq(bound_step(&b, 1)->user, "5");
	cr_expect_str_eq(bound_step(&b, 3)->workdir, "/a/c");
	cr_expect_str_eq(bound_config(&b)->working_dir, "/a/c");
}

Test(plan_bind_meta, only_the_first_relative_workdir_is_warned_about)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch AS a\nWORKDIR /x\n"
				    "FROM a\nWORKDIR y\nFROM scratch\nCOPY --from=1 x y\n"
				    "WORKDIR a\nWORKDIR b\n"),
		0);
	cr_assert_eq(b.program.warnings.n, 1);
	cr_expect_str_eq(b.program.warnings.p[0].text,
		"Relative workdir \"a\" can have unexpected results if the base image changes");
	cr_expect_eq(b.program.warnings.p[0].span.line, 7);
}

Test(plan_bind_meta, a_path_longer_than_linux_takes_is_refused)
{
	AUTO(buf_release) struct buf text = {0};

	buf_cstr_add(&text, "WORKDIR /");
	for (int i = 0; i < 4096; i++)
		buf_char(&text, 'x');
	buf_char(&text, '\n');
	bound_refuse(buf_cstr(&text), 1, "the path is longer than 4095 bytes");
}

Test(plan_bind_meta, volumes_ports_and_signal)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch\nENV V=/v\nVOLUME $V rel\nVOLUME [\"//x/\"]\n"
				    "EXPOSE 80-81/udp\nSTOPSIGNAL SIGRTMIN+3\nMAINTAINER A B\n"
				    "ONBUILD run  x\n"),
		0);
	const struct config *c = bound_config(&b);

	cr_expect(map_has(&c->volumes, STR("/v")));
	cr_expect(map_has(&c->volumes, STR("rel")));
	cr_expect(map_has(&c->volumes, STR("//x/")));
	cr_expect(map_has(&c->exposed_ports, STR("81/udp")));
	cr_expect_str_eq(c->stop_signal, "SIGRTMIN+3");
	cr_expect_str_eq(c->author, "A B");
	cr_assert_eq(c->onbuild.n, 1);
	cr_expect(str_eq(c->onbuild.p[0], STR("run  x")));
}

Test(plan_bind_meta, onbuild_keeps_its_heredoc)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch\nONBUILD RUN <<E\necho hi\nE\n"), 0);
	cr_expect(str_eq(bound_config(&b)->onbuild.p[0], STR("RUN <<E\necho hi\nE")));
}

Test(plan_bind_meta, refusals)
{
	bound_refuse("STOPSIGNAL 0\n", 1, "invalid signal: 0");
	bound_refuse("STOPSIGNAL FOO\n", 1, "invalid signal: FOO");
	bound_refuse("STOPSIGNAL $X\n", 1, "invalid signal: ");
	bound_refuse("EXPOSE 80 # web\n", 1, "invalid containerPort: #");
	bound_refuse("EXPOSE 80/foo\n", 1, "invalid port: \"80/foo\": invalid proto: foo");
	bound_refuse("VOLUME $X\n", 1, "VOLUME specified can not be an empty string");
	bound_refuse("VOLUME /a ${X?}\n", 1,
		"failed to process \"${X?}\": X: is not allowed to be unset");
}
