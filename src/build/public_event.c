/* public_event - events of a build as the public interface shows them, and the frames they travel
 * in.
 *
 * A frame is struct frame as it lies in memory, then the bytes of an event's texts one behind the
 * other: both ends are the same program.
 */
#include <string.h>

#include "build/public.h"
#include "sys/fd.h"

static struct lichen_text text_of(struct str s)
{
	s = str_upto(s, LICHEN_EVENT_TEXT_BYTES);
	return (struct lichen_text){s.p, s.n};
}

void public_event(const struct event *ev, struct lichen_event *out)
{
	static const enum lichen_event_kind kinds[] = {
		[EVENT_PLAN_READY] = LICHEN_EVENT_PLAN_READY,
		[EVENT_STEP_STARTED] = LICHEN_EVENT_STEP_STARTED,
		[EVENT_STEP_CACHED] = LICHEN_EVENT_STEP_CACHED,
		[EVENT_STEP_OUTPUT] = LICHEN_EVENT_STEP_OUTPUT,
		[EVENT_STEP_DONE] = LICHEN_EVENT_STEP_DONE,
		[EVENT_STEP_FAILED] = LICHEN_EVENT_STEP_FAILED,
		[EVENT_TASK_STARTED] = LICHEN_EVENT_TASK_STARTED,
		[EVENT_TASK_BYTES] = LICHEN_EVENT_TASK_BYTES,
		[EVENT_TASK_DONE] = LICHEN_EVENT_TASK_DONE,
		[EVENT_WARNING] = LICHEN_EVENT_WARNING,
		[EVENT_IMAGE] = LICHEN_EVENT_IMAGE,
	};
	bool rule = ev->kind == EVENT_WARNING;

	*out = (struct lichen_event){
		.kind = kinds[ev->kind],
		.task = ev->task,
		.step = ev->step > 0 ? (unsigned)ev->step : 0,
		.total = ev->total > 0 ? (unsigned)ev->total : 0,
		.line = ev->span.line,
		.stream = ev->stream,
		.stage = text_of(rule ? STR("") : ev->id),
		.name = text_of(ev->name),
		.text = text_of(ev->text),
		.id = text_of(rule ? ev->id : STR("")),
		.elapsed_ms = ev->elapsed_ms,
		.done_bytes = ev->done_bytes,
		.total_bytes = ev->total_bytes,
	};
}

enum { TEXTS = 4 };

static void texts_of(struct frame *f, struct lichen_text *texts[TEXTS])
{
	texts[0] = &f->event.stage;
	texts[1] = &f->event.name;
	texts[2] = &f->event.text;
	texts[3] = &f->event.id;
}

int frame_write(int fd, const struct frame *frame, struct err *e)
{
	AUTO(buf_release) struct buf bytes = {0};
	struct frame copy = *frame;
	struct lichen_text *texts[TEXTS];

	buf_add(&bytes, frame, sizeof *frame);
	texts_of(&copy, texts);
	for (int i = 0; frame->kind == FRAME_EVENT && i < TEXTS; i++)
		buf_add(&bytes, texts[i]->bytes, texts[i]->length);
	return fd_write_full(fd, bytes.p, bytes.n, e);
}

bool frame_next(struct str bytes, size_t *at, struct frame *out)
{
	struct str rest = str_from(bytes, *at);
	struct lichen_text *texts[TEXTS];
	size_t end = sizeof *out;

	if (rest.n < sizeof *out)
		return false;
	memcpy(out, rest.p, sizeof *out);
	texts_of(out, texts);
	for (int i = 0; out->kind == FRAME_EVENT && i < TEXTS; i++) {
		texts[i]->bytes = rest.p + end;
		end += texts[i]->length;
	}
	if (rest.n < end)
		return false;
	*at += end;
	return true;
}
