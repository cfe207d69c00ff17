#include "driven.h"

static const char dockerfile[] = "FROM scratch AS s\nCOPY a /\nCOPY b /\n"
				 "FROM scratch\nCOPY --from=s /a /\n";

static size_t count(struct buf *text, const char *part)
{
	size_t n = 0;

	for (const char *at = buf_cstr(text); (at = strstr(at, part)); at++)
		n++;
	return n;
}

INSIDE(build_explain, keys_are_known_as_far_as_steps_have_run)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	CHECK(driven_file(b, "a", "1") == 0 && driven_file(b, "b", "1") == 0);
	d.request.dump = DUMP_KEYS;
	CHECK_OK(driven_run(&d, b, dockerfile, &e));
	CHECK(count(&d.result.dumped, " miss\n") == 1 && count(&d.result.dumped, " hit\n") == 0);
	CHECK(count(&d.result.dumped, "unknown until the step above has run\n") == 2);
	d.request.dump = DUMP_NONE;
	CHECK_OK(driven_run(&d, b, dockerfile, &e));
	d.request.dump = DUMP_KEYS;
	CHECK_OK(driven_run(&d, b, dockerfile, &e));
	CHECK(count(&d.result.dumped, " hit\n") >= 2 && count(&d.result.dumped, " miss\n") == 0);
	CHECK(driven_file(b, "b", "2") == 0);
	CHECK_OK(driven_run(&d, b, dockerfile, &e));
	CHECK(count(&d.result.dumped, " miss\n") == 1);
	return 0;
}

INSIDE(build_explain, a_source_that_is_not_there_has_its_line)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	d.request.dump = DUMP_KEYS;
	CHECK(driven_run(&d, b, dockerfile, &e) == -1);
	CHECK(e.kind == ERR_NOT_FOUND && e.span.line == 2);
	return 0;
}
