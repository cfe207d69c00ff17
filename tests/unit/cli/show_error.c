#include "capture.h"
#include "cli/show.h"

static const char source[] = "FROM scratch\nCOPY a b\n\tRUN x\nCMD x\nUSER 1\n";

static void shown(const struct show *s, const struct err *e, struct buf *out)
{
	struct capture c = capture_begin(stderr);

	show_error(s, e, str_of(source));
	capture_end(&c, out);
}

Test(cli_show_error, the_line_the_caret_the_cause_and_the_cure)
{
	AUTO(buf_release) struct buf out = {0};
	struct err e;

	err_id(&e, ERR_SYNTAX, "some-id", "this is wrong");
	err_during(&e, "reading it");
	err_hint(&e, "write it\ndifferently");
	err_at(&e, "Dockerfile", (struct span){3, 2, 3, 4});
	shown(NULL, &e, &out);
	cr_assert_str_eq(buf_cstr(&out), "Dockerfile:3\n--------------------\n"
					 "   2 |     COPY a b\n"
					 "   3 | >>> \tRUN x\n"
					 "     |     \t^^^\n"
					 "   4 |     CMD x\n"
					 "--------------------\n"
					 "error: Dockerfile:3: some-id: this is wrong\n"
					 "  while reading it\n"
					 "  hint: write it\n        differently\n");
}

Test(cli_show_error, a_span_of_several_lines_has_no_caret)
{
	AUTO(buf_release) struct buf out = {0};
	struct err e;

	err_set(&e, ERR_SYNTAX, "wrong");
	err_at(&e, "Dockerfile", (struct span){1, 1, 2, 4});
	shown(NULL, &e, &out);
	HAS(&out, "   1 | >>> FROM scratch\n   2 | >>> COPY a b\n   3 |     \tRUN x\n");
	LACKS(&out, "^");
}

Test(cli_show_error, a_position_outside_of_the_file_does_no_harm)
{
	AUTO(buf_release) struct buf out = {0};
	struct err e;

	err_set(&e, ERR_SYNTAX, "wrong");
	err_at(&e, "Dockerfile", (struct span){4000000000u, 4000000000u, 1, 1});
	shown(NULL, &e, &out);
	HAS(&out, "error: Dockerfile:4000000000: wrong\n");
}

Test(cli_show_error, a_failed_step_shows_its_last_lines)
{
	AUTO(buf_release) struct buf out = {0};
	AUTO(buf_release) struct buf output = {0};
	struct show s;
	struct err e;

	for (int i = 1; i <= 30; i++)
		buf_fmt(&output, "line %d\n", i);
	show_init(&s, SHOW_QUIET, "Dockerfile");
	event_emit(&s.sink, &(struct event){.kind = EVENT_STEP_FAILED,
				    .step = 1,
				    .total = 1,
				    .name = STR("RUN x"),
				    .text = buf_str(&output)});
	err_set(&e, ERR_STEP, "exit status 1");
	shown(&s, &e, &out);
	show_release(&s);
	HAS(&out, "------\n > [1/1] RUN x\nline 11\n");
	HAS(&out, "line 30\n------\n");
	LACKS(&out, "line 10\n");
}

Test(cli_show_error, exit_codes)
{
	struct err e;

	err_set(&e, ERR_USAGE, "x");
	cr_assert_eq(show_exit_code(&e), 2);
	err_set(&e, ERR_CANCELLED, "x");
	cr_assert_eq(show_exit_code(&e), 130);
	err_set(&e, ERR_STEP, "x");
	e.exit_status = 77;
	cr_assert_eq(show_exit_code(&e), 1);
}

Test(cli_show_error, what_did_not_arrive_is_a_failure)
{
	AUTO(buf_release) struct buf said = {0};
	struct capture c = capture_begin(stderr);
	FILE *kept = stdout;
	int full = 0;

	cr_assert_eq(show_written(0), 0);
	stdout = fopen("/dev/full", "w");
	cr_assert_not_null(stdout);
	fputs("lost", stdout);
	full = show_written(0);
	fclose(stdout);
	stdout = kept;
	capture_end(&c, &said);
	cr_assert_eq(full, 1);
	HAS(&said, "error: cannot write to standard output: No space left on device");
}
