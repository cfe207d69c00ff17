/* RUN: command, heredocs, network. */
#include <criterion/criterion.h>

#include "support.h"

Test(plan_bind_run, a_shebang_heredoc_is_a_file)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch\nSHELL [\"/bin/ash\",\"-c\"]\n"
				    "RUN <<-E\n\t#!/bin/awk -f\n\t$x\n\tE\n"),
		0);
	const struct run *run = &bound_step(&b, 1)->run;

	cr_assert_eq(run->scripts.n, 1);
	cr_expect_str_eq(run->scripts.p[0].name, "E");
	cr_expect(str_eq(run->scripts.p[0].body, STR("#!/bin/awk -f\n$x\n")));
	cr_assert_eq(run->argv.n, 3);
	cr_expect(str_eq(run->argv.p[0], STR("/bin/ash")));
	cr_expect(str_eq(run->argv.p[2], STR("/dev/pipes/E")));
}

Test(plan_bind_run, a_heredocs_name_stays_in_its_directory)
{
	bound_refuse("RUN <<../x\n#!/bin/sh\n../x\n", 1,
		"a heredoc that becomes a file cannot be called \"../x\"");
}

Test(plan_bind_run, network_of_the_flag_else_of_the_request)
{
	AUTO(bound_release) struct bound b = {.request.network = NETWORK_NONE};

	cr_assert_eq(bound_make(&b, "FROM scratch\nRUN a\nRUN --network=host b\n"
				    "RUN --network=default c\nRUN --security=sandbox d\n"),
		0);
	cr_expect_eq(bound_step(&b, 0)->run.network, NETWORK_NONE);
	cr_expect_eq(bound_step(&b, 1)->run.network, NETWORK_HOST);
	cr_expect_eq(bound_step(&b, 2)->run.network, NETWORK_NONE);
	cr_expect_eq(bound_step(&b, 3)->run.network, NETWORK_NONE);
}

Test(plan_bind_run, the_host_name_is_the_build_arguments_else_the_requests)
{
	static const char *const bad[] = {"a b", "a\n127.0.0.1 b", "é",
		"a23456789a123456789a123456789a123456789a123456789a123456789a12345"};
	AUTO(bound_release) struct bound b = {.request.hostname = "own"};

	cr_assert_eq(bound_make(&b, "FROM scratch\nRUN a\n"), 0);
	cr_expect_str_eq(bound_step(&b, 0)->run.hostname, "own");
	bound_release(&b);
	b = (struct bound){.request.hostname = "own"};
	map_set(&b.planned.args, STR("BUILDKIT_SANDBOX_HOSTNAME"), STR("h-1.example"));
	cr_assert_eq(bound_make(&b, "FROM scratch\nRUN a\n"), 0, "%s", b.planned.e.text);
	cr_expect_str_eq(bound_step(&b, 0)->run.hostname, "h-1.example");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		bound_release(&b);
		b = (struct bound){0};
		map_set(&b.planned.args, STR("BUILDKIT_SANDBOX_HOSTNAME"), str_of(bad[i]));
		cr_assert_eq(bound_make(&b, "FROM scratch\nRUN a\n"), -1, "%s", bad[i]);
		cr_expect_eq(b.planned.e.kind, ERR_INVALID);
		cr_expect_eq(b.planned.e.span.line, 2);
	}
}

Test(plan_bind_run, a_weaker_sandbox_is_refused)
{
	bound_refuse("RUN --security=insecure x\n", 1, "security.insecure is not allowed");
	bound_refuse("RUN --device=gpu x\n", 1, "no device can be given to a step");
}

Test(plan_bind_run, a_check_goes_on_after_what_is_unsupported)
{
	AUTO(bound_release) struct bound b = {.request.skip_unsupported = true};

	cr_assert_eq(bound_make(&b, "FROM scratch\nRUN --security=insecure x\nENV A=$B\n"), 0);
	cr_expect_eq(b.program.warnings.n, 1);
}

Test(plan_bind_run, proxies_stand_beside_the_environment)
{
	AUTO(bound_release) struct bound b = {0};

	map_set(&b.planned.args, STR("http_proxy"), STR("lower"));
	map_set(&b.planned.args, STR("HTTP_PROXY"), STR("upper"));
	map_set(&b.planned.args, STR("No_Proxy"), STR("n"));
	cr_assert_eq(bound_make(&b, "FROM scratch\nRUN x\nARG http_proxy\nRUN y\n"), 0);
	const struct run *run = &bound_step(&b, 0)->run;

	cr_expect(str_eq(*map_get(run->proxies, STR("HTTP_PROXY")), STR("lower")));
	cr_expect(str_eq(*map_get(run->proxies, STR("http_proxy")), STR("lower")));
	cr_expect(str_eq(*map_get(run->proxies, STR("NO_PROXY")), STR("n")));
	cr_expect_eq(run->proxies->n, 4);
	cr_expect_str_eq(bound_step(&b, 0)->created_by, "RUN /bin/sh -c x # buildkit");
	cr_expect_str_eq(
		bound_step(&b, 2)->created_by, "RUN |1 http_proxy=lower /bin/sh -c y # buildkit");
}

Test(plan_bind_run, nothing_is_expanded_but_by_the_shell)
{
	bound_history("ENV A=1\nRUN echo $A '$B' <<E\n$A\nE\n", "E ENV A=1",
		"RUN /bin/sh -c echo $A '$B' <<E\n$A\nE # buildkit", NULL);
}
