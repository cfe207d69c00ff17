#include "driven.h"

/* What is right and not built yet is refused by name, where it stands, before anything runs. */
INSIDE(build_refuse, by_name_before_the_first_step)
{
	static const struct {
		const char *line, *part;
	} rows[] = {
		{"ADD https://example.org/x.git /x\n", "git repository"},
		{"ADD git@example.org:x.git /x\n", "git repository"},
	};
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[200];

		snprintf(text, sizeof text, "FROM scratch\nCOPY <<x /x\ny\nx\n%s", rows[i].line);
		CHECK(driven_run(&d, b, text, &e) == -1);
		CHECK(e.kind == ERR_UNSUPPORTED && strcmp(e.id, "unsupported") == 0);
		CHECK(strstr(e.text, rows[i].part) && e.span.line == 5);
		CHECK(d.events[EVENT_STEP_STARTED] == 0);
	}
	return 0;
}

INSIDE(build_refuse, not_in_a_stage_that_is_not_needed)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	CHECK_OK(driven_run(&d, b,
		"FROM scratch AS unused\nADD https://example.org/x.git /x\nFROM scratch\n"
		"COPY <<x /x\ny\nx\n",
		&e));
	return 0;
}
