#include "driven.h"

INSIDE(build_schedule, stages_that_nobody_needs_cost_nothing)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	CHECK_OK(driven_run(&d, b,
		"FROM scratch AS no\nCOPY <<x /no\ny\nx\n"
		"FROM scratch AS yes\nCOPY <<x /yes\ny\nx\n"
		"FROM scratch\nCOPY --from=yes /yes /\n",
		&e));
	CHECK(d.result.steps_run == 2);
	CHECK(!strstr(buf_cstr(&d.names), "/no"));
	return 0;
}

INSIDE(build_schedule, a_stage_without_a_name_is_called_by_its_number)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	CHECK_OK(driven_run(&d, b,
		"FROM scratch AS one\nCOPY <<x /a\ny\nx\n"
		"FROM scratch\nENV A=1\nCOPY --from=one /a /b\n",
		&e));
	CHECK(strstr(buf_cstr(&d.names), "one 1/1 COPY <<x /a"));
	CHECK(strstr(buf_cstr(&d.names), "stage-1 1/1 COPY --from=one /a /b"));
	CHECK_OK(driven_run(&d, b, "FROM scratch\nCOPY <<x /c\ny\nx\n", &e));
	CHECK(strstr(buf_cstr(&d.names), " 1/1 COPY <<x /c") == buf_cstr(&d.names));
	return 0;
}

/* A COPY that takes the same from a stage that was made otherwise is a hit: early cut-off. */
INSIDE(build_schedule, what_counts_is_content)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	CHECK_OK(driven_run(&d, b,
		"FROM scratch AS s\nCOPY <<x /dir/x\ny\nx\nFROM scratch\nCOPY --from=s /dir /d\n",
		&e));
	CHECK(d.result.steps_run == 2);
	CHECK_OK(driven_run(&d, b,
		"FROM scratch AS other\nCOPY <<z /dir/x\ny\nz\nFROM scratch\n"
		"COPY --from=other /dir /d\n",
		&e));
	CHECK(d.result.steps_cached == 1 && d.result.steps_run == 1);
	return 0;
}

INSIDE(build_schedule, a_changed_file_is_a_miss_from_there_on)
{
	AUTO(driven_release) struct driven d;
	const char *dockerfile = "FROM scratch\nCOPY a /\nCOPY b /\nCOPY c /\n";
	struct err e;

	driven_init(&d, b);
	CHECK(driven_file(b, "a", "1") == 0 && driven_file(b, "b", "1") == 0 &&
		driven_file(b, "c", "1") == 0);
	CHECK_OK(driven_run(&d, b, dockerfile, &e));
	CHECK(driven_file(b, "b", "2") == 0);
	CHECK_OK(driven_run(&d, b, dockerfile, &e));
	CHECK(d.result.steps_cached == 1 && d.result.steps_run == 2);
	d.request.no_cache = true;
	CHECK_OK(driven_run(&d, b, dockerfile, &e));
	CHECK(d.result.steps_cached == 0 && d.result.steps_run == 3);
	return 0;
}

INSIDE(build_schedule, stages_that_are_named_run_again)
{
	AUTO(driven_release) struct driven d;
	AUTO(strs_release) struct strs named = {0};
	const char *dockerfile = "FROM scratch AS One\nCOPY <<x /a\ny\nx\n"
				 "FROM scratch AS two\nCOPY <<x /b\ny\nx\n"
				 "FROM scratch\nCOPY --from=one /a /\nCOPY --from=two /b /\n";
	struct err e;

	driven_init(&d, b);
	CHECK_OK(driven_run(&d, b, dockerfile, &e));
	d.request.no_cache_stages = &named;
	CHECK_OK(driven_run(&d, b, dockerfile, &e));
	CHECK(d.result.steps_cached == 4 && d.result.steps_run == 0);
	strs_add(&named, STR("none, ONE"));
	CHECK_OK(driven_run(&d, b, dockerfile, &e));
	CHECK(d.result.steps_cached == 3 && d.result.steps_run == 1);
	strs_add(&named, STR("two"));
	CHECK_OK(driven_run(&d, b, dockerfile, &e));
	CHECK(d.result.steps_cached == 2 && d.result.steps_run == 2);
	return 0;
}

INSIDE(build_schedule, one_job_at_a_time_gives_the_same_image)
{
	AUTO(driven_release) struct driven d;
	const char *dockerfile = "FROM scratch AS a\nCOPY <<x /a\ny\nx\n"
				 "FROM scratch AS b\nCOPY <<x /b\ny\nx\n"
				 "FROM scratch\nCOPY --from=a /a /\nCOPY --from=b /b /\n";
	struct digest first;
	struct err e;

	driven_init(&d, b);
	d.request.jobs = 1;
	CHECK_OK(driven_run(&d, b, dockerfile, &e));
	first = d.result.config;
	d.request.jobs = 8;
	d.request.no_cache = true;
	CHECK_OK(driven_run(&d, b, dockerfile, &e));
	CHECK(digest_eq(&first, &d.result.config));
	return 0;
}

INSIDE(build_schedule, a_failing_step_has_stage_step_and_line)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	CHECK(driven_run(&d, b, "FROM scratch\nCOPY <<x /x\ny\nx\nCOPY missing /\n", &e) == -1);
	CHECK(e.kind == ERR_NOT_FOUND);
	CHECK(e.span.line == 5 && e.stage == 0 && e.step == 1);
	CHECK(!d.result.image_made);
	return 0;
}
