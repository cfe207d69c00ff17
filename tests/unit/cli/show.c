#include "cli/show.h"

#include "capture.h"

/* What the given events look like in a mode. */
static void show_all(enum show_mode mode, const struct event *events, size_t n, struct buf *out)
{
	struct show s;

	show_init(&s, mode, "Dockerfile");
	struct capture c = capture_begin(stderr);

	for (size_t i = 0; i < n; i++)
		event_emit(&s.sink, &events[i]);
	show_release(&s);
	capture_end(&c, out);
}

#define SHOWN(mode, out, ...)                                                                      \
	show_all(mode, (const struct event[]){__VA_ARGS__},                                        \
		sizeof((const struct event[]){__VA_ARGS__}) / sizeof(struct event), out)
#define OUTPUT(number, bytes)                                                                      \
	{                                                                                          \
		.kind = EVENT_STEP_OUTPUT, .task = number, .stream = 1, .text = STR(bytes)         \
	}
#define STARTED(number)                                                                            \
	{                                                                                          \
		.kind = EVENT_STEP_STARTED, .task = number, .step = 1, .total = 2,                 \
		.id = STR("base"), .name = STR("RUN a\nb")                                         \
	}
#define DONE(number)                                                                               \
	{                                                                                          \
		.kind = EVENT_STEP_DONE, .task = number, .elapsed_ms = 1260                        \
	}

Test(cli_show, a_step_in_plain_lines)
{
	AUTO(buf_release) struct buf out = {0};

	SHOWN(SHOW_PLAIN, &out, {.kind = EVENT_PLAN_READY, .total = 2}, STARTED(1),
		OUTPUT(1, "one\ntw"), OUTPUT(1, "o\nthree"), DONE(1),
		{.kind = EVENT_STEP_CACHED, .task = 2});
	cr_assert_str_eq(buf_cstr(&out), "#1 [base 1/2] RUN a b\n#1 one\n#1 two\n#1 three\n"
					 "#1 DONE 1.3s\n#2 CACHED\n");
}

Test(cli_show, lines_of_steps_at_once_are_not_mixed)
{
	AUTO(buf_release) struct buf out = {0};

	SHOWN(SHOW_PLAIN, &out, OUTPUT(1, "le"), OUTPUT(2, "right\n"), OUTPUT(1, "ft\n"));
	cr_assert_str_eq(buf_cstr(&out), "#2 right\n#1 left\n");
}

Test(cli_show, a_carriage_return_ends_a_line_wherever_the_output_was_cut)
{
	AUTO(buf_release) struct buf out = {0};

	SHOWN(SHOW_PLAIN, &out, OUTPUT(1, "10%\r"), OUTPUT(1, "20%\r"), OUTPUT(1, "\nend\r\r\n"));
	cr_assert_str_eq(buf_cstr(&out), "#1 10%\n#1 20%\n#1 end\n");
}

Test(cli_show, output_cannot_command_the_terminal)
{
	AUTO(buf_release) struct buf out = {0};

	SHOWN(SHOW_PLAIN, &out, OUTPUT(1, "10%\r20%\r\n\033]0;x\007\n"));
	cr_assert_str_eq(buf_cstr(&out), "#1 10%\n#1 20%\n#1 \\x1b]0;x\\x07\n");
}

Test(cli_show, an_endless_line_is_broken)
{
	enum { LONG = 20000 };
	AUTO(buf_release) struct buf text = {0};
	AUTO(buf_release) struct buf out = {0};

	for (int i = 0; i < LONG; i++)
		buf_char(&text, 'x');
	show_all(SHOW_PLAIN,
		&(struct event){.kind = EVENT_STEP_OUTPUT, .task = 1, .text = buf_str(&text)}, 1,
		&out);
	struct str line;
	struct str rest = buf_str(&out);
	size_t lines = 0;

	while (str_cut(rest, '\n', &line, &rest))
		lines++;
	cr_assert_eq(lines, 2);
}

Test(cli_show, warnings_and_images)
{
	AUTO(buf_release) struct buf out = {0};

	SHOWN(SHOW_PLAIN, &out,
		{.kind = EVENT_WARNING,
			.id = STR("Rule"),
			.text = STR("be\033careful"),
			.span = {.line = 3}},
		{.kind = EVENT_WARNING, .id = STR("Rule"), .text = STR("anywhere")},
		{.kind = EVENT_IMAGE, .text = STR("sha256:ab"), .name = STR("app")});
	cr_assert_str_eq(buf_cstr(&out), "WARN: Rule: be\\x1bcareful (line 3)\n"
					 "WARN: Rule: anywhere\nimage sha256:ab app\n");
}

Test(cli_show, a_terminal_has_a_status_line_that_goes_away)
{
	AUTO(buf_release) struct buf out = {0};

	SHOWN(SHOW_TERMINAL, &out, {.kind = EVENT_PLAN_READY, .total = 2}, STARTED(1));
	HAS(&out, "\r\033[K[0/2] ");
	cr_assert(str_ends(buf_str(&out), STR("\r\033[K")));
}

Test(cli_show, quiet_says_nothing_and_json_says_json)
{
	AUTO(buf_release) struct buf quiet = {0};
	AUTO(buf_release) struct buf json = {0};

	SHOWN(SHOW_QUIET, &quiet, STARTED(1), OUTPUT(1, "x\n"), DONE(1));
	cr_assert_eq(quiet.n, 0);
	SHOWN(SHOW_JSON, &json, STARTED(1), OUTPUT(1, "x\n"));
	HAS(&json, "{\"event\":\"step-output\"");
}
