#include "driven.h"

static int dumped(struct driven *d, struct bench *b, const char *line)
{
	char text[400];
	struct err e;

	snprintf(text, sizeof text, "FROM scratch\n%s", line);
	d->request.dump = DUMP_SANDBOX;
	CHECK_OK(driven_run(d, b, text, &e));
	return 0;
}

#define SAYS(d, part) CHECK(strstr(buf_cstr(&(d)->result.dumped), part))

INSIDE(build_sandbox, what_the_step_says_is_what_it_gets)
{
	AUTO(driven_release) struct driven d;

	driven_init(&d, b);
	CHECK(dumped(&d, b, "ENV A=1\nARG B=2\nUSER 5:6\nWORKDIR /w\nRUN echo \"x y\"\n") == 0);
	SAYS(&d, "argv \"/bin/sh\"\nargv \"-c\"\nargv \"echo \\\"x y\\\"\"\n");
	SAYS(&d, "env \"A=1\"\n");
	SAYS(&d, "env \"B=2\"\n");
	SAYS(&d, "workdir \"/w\"\n");
	SAYS(&d, "user 5:6\n");
	SAYS(&d, "hostname \"buildkitsandbox\"\n");
	return 0;
}

INSIDE(build_sandbox, a_proxy_is_in_the_environment_and_not_in_the_key)
{
	AUTO(driven_release) struct driven d;

	driven_init(&d, b);
	map_set(&d.build_args, STR("http_proxy"), STR("http://proxy:1"));
	CHECK(dumped(&d, b, "RUN x\n") == 0);
	SAYS(&d, "env \"http_proxy=http://proxy:1\"\n");
	d.request.dump = DUMP_KEYS;
	struct err e;

	CHECK_OK(driven_run(&d, b, "FROM scratch\nRUN x\n", &e));
	CHECK(!strstr(buf_cstr(&d.result.dumped), "proxy:1"));
	return 0;
}

INSIDE(build_sandbox, scripts_are_files_that_cannot_be_written)
{
	AUTO(driven_release) struct driven d;

	driven_init(&d, b);
	CHECK(dumped(&d, b, "RUN <<x\n#!/bin/thing\nbody\nx\n") == 0);
	SAYS(&d, "mount file \"/dev/pipes/");
	return 0;
}

INSIDE(build_sandbox, a_user_that_is_not_there)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	d.request.dump = DUMP_SANDBOX;
	CHECK(driven_run(&d, b, "FROM scratch\nUSER who\nRUN x\n", &e) == -1);
	CHECK(strstr(e.text, "who") && e.span.line == 3);
	return 0;
}
