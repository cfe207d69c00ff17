#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "build/public.h"
#include "sys/fd.h"

static bool is(struct lichen_text text, const char *want)
{
	return text.length == strlen(want) && memcmp(text.bytes, want, text.length) == 0;
}

Test(build_public_event, a_step_and_a_warning)
{
	struct lichen_event out;

	public_event(&(struct event){.kind = EVENT_STEP_OUTPUT,
			     .stage = 2,
			     .step = 3,
			     .total = 4,
			     .task = 5,
			     .stream = 1,
			     .span = {.line = 6},
			     .id = STR("build"),
			     .name = STR("RUN x"),
			     .text = STR("out")},
		&out);
	cr_assert_eq(out.kind, LICHEN_EVENT_STEP_OUTPUT);
	cr_assert(out.task == 5 && out.step == 3 && out.total == 4 && out.line == 6);
	cr_assert_eq(out.stream, 1);
	cr_assert(is(out.stage, "build") && is(out.name, "RUN x") && is(out.text, "out"));
	cr_assert(is(out.id, ""));
	public_event(
		&(struct event){.kind = EVENT_WARNING, .stage = -1, .step = -1, .id = STR("Rule")},
		&out);
	cr_assert(is(out.id, "Rule") && is(out.stage, ""));
	cr_assert_eq(out.step, 0);
}

Test(build_public_event, an_endless_text_is_cut)
{
	AUTO(buf_release) struct buf text = {0};
	struct lichen_event out;

	memset(buf_room(&text, 1 << 20), 'x', 1 << 20);
	buf_grew(&text, 1 << 20);
	public_event(&(struct event){.kind = EVENT_STEP_OUTPUT, .text = buf_str(&text)}, &out);
	cr_assert_eq(out.text.length, LICHEN_EVENT_TEXT_BYTES);
}

/* Three frames through a pipe, then read again byte by byte as a slow pipe would give them. */
Test(build_public_event, frames_survive_any_cutting)
{
	struct frame event = {.kind = FRAME_EVENT};
	struct frame image = {.kind = FRAME_IMAGE};
	struct frame error = {.kind = FRAME_ERROR};
	AUTO(buf_release) struct buf bytes = {0};
	struct frame got[3];
	size_t n = 0;
	size_t at = 0;
	int ends[2];
	struct err e;

	public_event(&(struct event){.kind = EVENT_STEP_OUTPUT,
			     .id = STR("stage"),
			     .text = STR("a\0b"),
			     .name = STR("")},
		&event.event);
	strcpy(image.image.id, "sha256:x");
	err_set(&error.error, ERR_STEP, "failed");
	cr_assert_eq(fd_pipe(ends, &e), 0);
	cr_assert(frame_write(ends[1], &event, &e) == 0 && frame_write(ends[1], &image, &e) == 0 &&
		  frame_write(ends[1], &error, &e) == 0);
	close(ends[1]);
	cr_assert_eq(fd_read_all(ends[0], 1 << 20, &bytes, &e), 0);
	close(ends[0]);
	for (size_t have = 0; have <= bytes.n; have++)
		if (frame_next(str_upto(buf_str(&bytes), have), &at, &got[n < 3 ? n : 2]))
			n++;
	cr_assert_eq(n, 3);
	cr_assert_eq(at, bytes.n);
	cr_assert_eq(got[0].kind, FRAME_EVENT);
	cr_assert(is(got[0].event.stage, "stage") && got[0].event.text.length == 3);
	cr_assert_str_eq(got[1].image.id, "sha256:x");
	cr_assert_str_eq(got[2].error.text, "failed");
}

Test(build_public_event, a_reader_that_left_is_an_error)
{
	struct frame frame = {.kind = FRAME_IMAGE};
	int ends[2];
	struct err e;

	signal(SIGPIPE, SIG_IGN);
	cr_assert_eq(fd_pipe(ends, &e), 0);
	close(ends[0]);
	cr_assert_eq(frame_write(ends[1], &frame, &e), -1);
	close(ends[1]);
}
