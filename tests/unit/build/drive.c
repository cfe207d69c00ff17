#include "driven.h"

INSIDE(build_drive, a_build_and_the_same_again)
{
	AUTO(driven_release) struct driven d;
	const char *dockerfile =
		"FROM scratch\nCOPY file /a/\nWORKDIR /w\nUSER 5:5\nCMD [\"/x\"]\n";
	struct digest first;
	struct err e;

	driven_init(&d, b);
	CHECK(driven_file(b, "file", "text") == 0);
	CHECK_OK(driven_run(&d, b, dockerfile, &e));
	CHECK(d.result.image_made && d.result.steps_run == 2 && d.result.steps_cached == 0);
	CHECK(strcmp(buf_cstr(&d.names), " 1/2 COPY file /a/\n 2/2 WORKDIR /w\n") == 0);
	CHECK(d.events[EVENT_PLAN_READY] == 1);
	first = d.result.config;
	CHECK_OK(driven_run(&d, b, dockerfile, &e));
	CHECK(d.result.steps_run == 0 && d.result.steps_cached == 2);
	CHECK(digest_eq(&d.result.config, &first));
	return 0;
}

INSIDE(build_drive, a_mistake_on_the_last_line_is_found_before_the_first_step)
{
	static const char *const wrong[] = {
		"FROM scratch\nCOPY <<a /a\nx\na\nUSER 5:5\nEXPOSE http\n",
		"FROM scratch\nCOPY <<a /a\nx\na\nUSER 5:5\nWHAT\n",
		"FROM scratch\nCOPY <<a /a\nx\na\nUSER 5:5\nSTOPSIGNAL SIGNOTHING\n",
	};
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		CHECK(driven_run(&d, b, wrong[i], &e) == -1);
		CHECK(e.span.line == 6 && strcmp(e.file, "Dockerfile") == 0);
		CHECK(d.events[EVENT_STEP_STARTED] == 0);
	}
	return 0;
}

INSIDE(build_drive, root_is_refused_before_the_first_step)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	d.request.policy = (struct policy){0};
	CHECK(driven_run(&d, b, "FROM scratch\nCOPY <<a /a\nx\na\nUSER root\n", &e) == -1);
	CHECK(e.kind == ERR_POLICY && strcmp(e.id, "NR-02") == 0 && e.span.line == 5);
	CHECK(d.events[EVENT_STEP_STARTED] == 0);
	CHECK(!d.result.image_made);
	return 0;
}

INSIDE(build_drive, every_dump_is_text_and_no_image)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	for (int dump = DUMP_DOCKERFILE; dump <= DUMP_SANDBOX; dump++) {
		d.request.dump = (enum dump)dump;
		CHECK_OK(driven_run(&d, b, "FROM scratch\nCOPY <<a /a\nx\na\n", &e));
		CHECK(d.result.dumped.n > 0 && !d.result.image_made);
		CHECK(d.events[EVENT_STEP_STARTED] == 0);
	}
	return 0;
}

INSIDE(build_drive, warnings_of_every_stage_of_reading_are_reported)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	CHECK_OK(driven_run(&d, b, "FROM scratch AS Big\nENV a=$undefined\nUSER 5:5\n", &e));
	CHECK(strstr(buf_cstr(&d.warnings), "StageNameCasing\n"));
	CHECK(strstr(buf_cstr(&d.warnings), "UndefinedVar\n"));
	return 0;
}
