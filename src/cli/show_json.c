/* show_json - events and errors as JSON lines. */
#include "cli/show_json.h"

#include <stdbool.h>
#include <stdio.h>

#include "base/utf8.h"
#include "cli/printable.h"

void json_quote(struct str text, struct buf *out)
{
	buf_char(out, '"');
	while (text.n > 0) {
		unsigned char c = (unsigned char)text.p[0];
		uint32_t code = 0;
		size_t n = utf8_decode(text, &code);

		if (c == '"' || c == '\\')
			buf_fmt(out, "\\%c", c);
		else if (c == '\n')
			buf_cstr_add(out, "\\n");
		else if (n == 0)
			buf_cstr_add(out, "\\ufffd");
		else if (utf8_shown(text) == 0)
			buf_fmt(out, "\\u%04x", (unsigned)code);
		else
			buf_add(out, text.p, n);
		text = str_from(text, n ? n : 1);
	}
	buf_char(out, '"');
}

static void field(struct buf *out, const char *name, struct str value)
{
	if (value.n == 0)
		return;
	buf_fmt(out, ",\"%s\":", name);
	json_quote(value, out);
}

static void number(struct buf *out, const char *name, unsigned long long value, bool present)
{
	if (present)
		buf_fmt(out, ",\"%s\":%llu", name, value);
}

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

void show_json_event(const struct event *ev)
{
	AUTO(buf_release) struct buf line = {0};

	buf_fmt(&line, "{\"event\":\"%s\"", kinds[ev->kind]);
	number(&line, "task", ev->task, ev->task > 0);
	number(&line, "step", (unsigned)ev->step, ev->step > 0);
	number(&line, "total", (unsigned)ev->total, ev->total > 0);
	number(&line, "stream", (unsigned)ev->stream, ev->stream > 0);
	number(&line, "line", ev->span.line, ev->span.line > 0);
	number(&line, "elapsedMs", ev->elapsed_ms,
		ev->kind == EVENT_STEP_DONE || ev->kind == EVENT_TASK_DONE ||
			ev->kind == EVENT_STEP_FAILED);
	number(&line, "doneBytes", ev->done_bytes, ev->kind == EVENT_TASK_BYTES);
	number(&line, "totalBytes", ev->total_bytes, ev->total_bytes > 0);
	field(&line, ev->kind == EVENT_WARNING ? "rule" : "stage", ev->id);
	field(&line, "name", ev->name);
	field(&line, "text", ev->text);
	fprintf(stderr, "%s}\n", buf_cstr(&line));
}

void show_json_error(const struct err *e)
{
	AUTO(buf_release) struct buf line = {0};

	buf_cstr_add(&line, "{\"event\":\"error\"");
	field(&line, "id", str_of(e->id));
	field(&line, "file", str_of(e->file));
	number(&line, "line", e->span.line, e->span.line > 0);
	number(&line, "column", e->span.col, e->span.col > 0);
	number(&line, "exitStatus", (unsigned)e->exit_status, e->kind == ERR_STEP);
	field(&line, "text", str_of(e->text));
	field(&line, "during", str_of(e->during));
	field(&line, "hint", str_of(e->hint));
	fprintf(stderr, "%s}\n", buf_cstr(&line));
}

void show_json_result(struct str json)
{
	AUTO(buf_release) struct buf shown = {0};

	printable_json(json, &shown);
	printf("%s\n", buf_cstr(&shown));
}
