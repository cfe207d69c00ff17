/* show_json - events and errors as JSON lines. */
#include "cli/show_json.h"

#include <stdbool.h>
#include <stdio.h>

#include "cli/indent.h"
#include "cli/printable.h"
#include "codec/json.h"

static const char *const kinds[] = {
	[EVENT_PLAN_READY] = "plan",
	[EVENT_STEP_STARTED] = "step-started",
	[EVENT_STEP_CACHED] = "step-cached",
	[EVENT_STEP_OUTPUT] = "step-output",
	[EVENT_STEP_DONE] = "step-done",
	[EVENT_STEP_FAILED] = "step-failed",
	[EVENT_TASK_STARTED] = "task-started",
	[EVENT_TASK_BYTES] = "task-bytes",
	[EVENT_TASK_DONE] = "task-done",
	[EVENT_WARNING] = "warning",
	[EVENT_IMAGE] = "image",
};

static void put(struct json_writer *w, const char *name, struct str value)
{
	if (value.n > 0)
		json_put_str(w, name, value);
}

static void put_number(struct json_writer *w, const char *name, uint64_t value, bool present)
{
	if (present)
		json_put_int(w, name, (int64_t)value);
}

/* The line that was begun with its event's kind. */
static void end_line(struct json_writer *w)
{
	AUTO(buf_release) struct buf shown = {0};

	json_close_object(w);
	printable_json(buf_str(w->out), &shown);
	fprintf(stderr, "%s\n", buf_cstr(&shown));
}

void show_json_event(const struct event *ev)
{
	AUTO(buf_release) struct buf line = {0};
	struct json_writer w = {.out = &line};
	bool ends = ev->kind == EVENT_STEP_DONE || ev->kind == EVENT_TASK_DONE ||
		    ev->kind == EVENT_STEP_FAILED;

	json_open_object(&w, NULL);
	json_put_text(&w, "event", kinds[ev->kind]);
	put_number(&w, "task", ev->task, ev->task > 0);
	put_number(&w, "step", (uint64_t)ev->step, ev->step > 0);
	put_number(&w, "total", (uint64_t)ev->total, ev->total > 0);
	put_number(&w, "stream", (uint64_t)ev->stream, ev->stream > 0);
	put_number(&w, "line", ev->span.line, ev->span.line > 0);
	put_number(&w, "elapsedMs", ev->elapsed_ms, ends);
	put_number(&w, "doneBytes", ev->done_bytes, ev->kind == EVENT_TASK_BYTES);
	put_number(&w, "totalBytes", ev->total_bytes, ev->total_bytes > 0);
	put(&w, ev->kind == EVENT_WARNING ? "rule" : "stage", ev->id);
	put(&w, "name", ev->name);
	put(&w, "text", ev->text);
	end_line(&w);
}

void show_json_error(const struct err *e)
{
	AUTO(buf_release) struct buf line = {0};
	struct json_writer w = {.out = &line};

	json_open_object(&w, NULL);
	json_put_text(&w, "event", "error");
	put(&w, "id", str_of(e->id));
	put(&w, "file", str_of(e->file));
	put_number(&w, "line", e->span.line, e->span.line > 0);
	put_number(&w, "column", e->span.col, e->span.col > 0);
	put_number(&w, "exitStatus", (uint64_t)e->exit_status, e->kind == ERR_STEP);
	put(&w, "text", str_of(e->text));
	put(&w, "during", str_of(e->during));
	put(&w, "hint", str_of(e->hint));
	end_line(&w);
}

void show_json_result(struct str json)
{
	AUTO(buf_release) struct buf lines = {0};
	AUTO(buf_release) struct buf shown = {0};

	indent(json, &lines);
	printable_json(buf_str(&lines), &shown);
	printf("%s\n", buf_cstr(&shown));
}
