#include "build/unused_args.h"

#include "driven.h"

INSIDE(build_unused_args, a_name_that_nothing_declares_is_told)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	map_set(&d.build_args, STR("VERSOIN"), STR("1"));
	CHECK_OK(driven_run(&d, b, "FROM scratch\nARG VERSION\nUSER 5:5\n", &e));
	CHECK(strcmp(buf_cstr(&d.warnings), "BuildArgUnused\n") == 0);
	CHECK(strstr(buf_cstr(&d.warning_texts), "--build-arg VERSOIN"));
	CHECK(strstr(buf_cstr(&d.warning_texts), "did you mean VERSION?"));
	return 0;
}

INSIDE(build_unused_args, those_that_something_takes_are_not)
{
	AUTO(driven_release) struct driven d;
	struct err e;
	static const char *const names[] = {
		"BEFORE", "IN_STAGE", "HTTP_PROXY", "no_proxy", "SOURCE_DATE_EPOCH", "BUILDKIT_X"};

	driven_init(&d, b);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		map_set(&d.build_args, str_of(names[i]), STR("1"));
	CHECK_OK(driven_run(&d, b, "ARG BEFORE\nFROM scratch\nARG IN_STAGE\nUSER 5:5\n", &e));
	CHECK(d.warnings.n == 0);
	return 0;
}

/* The ARG of a stage that is not built gives nothing to the image. */
INSIDE(build_unused_args, a_stage_that_is_not_built_takes_nothing)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	map_set(&d.build_args, STR("A"), STR("1"));
	CHECK_OK(driven_run(&d, b, "FROM scratch AS other\nARG A\nFROM scratch\nUSER 5:5\n", &e));
	CHECK(strcmp(buf_cstr(&d.warnings), "BuildArgUnused\n") == 0);
	return 0;
}
