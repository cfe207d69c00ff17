/* show - events and errors as people and scripts read them. */
#include "cli/show.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cli/printable.h"
#include "cli/show_json.h"

enum {
	LINE_BYTES = 8 * 1024, /* a longer line of output is broken here */
	BYTES_OF_MB = 1000 * 1000,
};

static void clear_status(struct show *s)
{
	if (s->status_shown)
		fputs("\r\033[K", stderr);
	s->status_shown = false;
}

static void draw_status(struct show *s)
{
	if (s->mode != SHOW_TERMINAL || s->steps_total == 0)
		return;
	fprintf(stderr, "\r\033[K[%d/%d] %.1fs", s->steps_done, s->steps_total,
		(double)(clock_ms() - s->started_ms) / 1000);
	fflush(stderr);
	s->status_shown = true;
}

/* One line, as `#4 text`. */
static void print_line(struct show *s, uint32_t task, struct str text)
{
	AUTO(buf_release) struct buf safe = {0};

	printable(text, &safe);
	clear_status(s);
	fprintf(stderr, "#%u %s\n", task, buf_cstr(&safe));
}

static void print_seconds(struct show *s, uint32_t task, const char *word, uint64_t ms)
{
	AUTO(buf_release) struct buf line = {0};

	buf_fmt(&line, "%s %.1fs", word, (double)ms / 1000);
	print_line(s, task, buf_str(&line));
}

static void print_bytes(struct show *s, const struct event *ev)
{
	AUTO(buf_release) struct buf line = {0};

	buf_fmt(&line, "%.1f MB", (double)ev->done_bytes / BYTES_OF_MB);
	if (ev->total_bytes)
		buf_fmt(&line, " / %.1f MB", (double)ev->total_bytes / BYTES_OF_MB);
	print_line(s, ev->task, buf_str(&line));
}

/* "[build 2/5] RUN make", on one line. */
static void title(const struct event *ev, struct buf *out)
{
	struct str text = str_trim(ev->name);

	buf_char(out, '[');
	if (ev->id.n)
		buf_fmt(out, "%.*s ", STR_FMT(ev->id));
	buf_fmt(out, "%d/%d] ", ev->step, ev->total);
	for (size_t i = 0; i < text.n; i++)
		buf_char(out, text.p[i] == '\n' ? ' ' : text.p[i]);
}

static void print_title(struct show *s, const struct event *ev)
{
	AUTO(buf_release) struct buf line = {0};

	title(ev, &line);
	print_line(s, ev->task, buf_str(&line));
}

static struct show_line *line_of(struct show *s, const struct event *ev)
{
	for (size_t i = 0; i < s->lines.n; i++)
		if (s->lines.p[i].task == ev->task && s->lines.p[i].stream == ev->stream)
			return &s->lines.p[i];
	vec_push(&s->lines, (struct show_line){.task = ev->task, .stream = ev->stream});
	return vec_last(&s->lines);
}

static void end_line(struct show *s, struct show_line *line)
{
	print_line(s, line->task, buf_str(&line->text));
	buf_clear(&line->text);
}

/* A carriage return ends a line too: progress bars become lines instead of overwriting ours. */
static void output(struct show *s, const struct event *ev)
{
	struct show_line *line = line_of(s, ev);

	for (size_t i = 0; i < ev->text.n; i++) {
		char c = ev->text.p[i];

		if (c == '\n' || line->text.n >= LINE_BYTES ||
			(line->returned && c != '\r' && line->text.n))
			end_line(s, line);
		line->returned = c == '\r';
		if (c != '\n' && c != '\r')
			buf_char(&line->text, c);
	}
}

static void flush_task(struct show *s, uint32_t task)
{
	for (size_t i = 0; i < s->lines.n; i++)
		if (s->lines.p[i].task == task && s->lines.p[i].text.n)
			end_line(s, &s->lines.p[i]);
}

/* What an error shows later, in every mode. */
static void keep_failure(struct show *s, const struct event *ev)
{
	AUTO(buf_release) struct buf name = {0};

	title(ev, &name);
	snprintf(s->failed_step, sizeof s->failed_step, "%s", buf_cstr(&name));
	buf_clear(&s->failed_output);
	buf_str_add(&s->failed_output, ev->text);
}

static void warning(struct show *s, const struct event *ev)
{
	AUTO(buf_release) struct buf safe = {0};

	printable(ev->text, &safe);
	clear_status(s);
	if (ev->span.line)
		fprintf(stderr, "WARN: %.*s: %s (line %u)\n", STR_FMT(ev->id), buf_cstr(&safe),
			ev->span.line);
	else
		fprintf(stderr, "WARN: %.*s: %s\n", STR_FMT(ev->id), buf_cstr(&safe));
}

static void image(struct show *s, const struct event *ev)
{
	clear_status(s);
	fprintf(stderr, "image %.*s%s%.*s\n", STR_FMT(ev->text), ev->name.n ? " " : "",
		STR_FMT(ev->name));
	s->steps_total = 0; /* nothing more to count */
}

static void show_plain(struct show *s, const struct event *ev)
{
	switch (ev->kind) {
	case EVENT_PLAN_READY: s->steps_total = ev->total; break;
	case EVENT_STEP_STARTED: print_title(s, ev); break;
	case EVENT_STEP_CACHED: print_line(s, ev->task, STR("CACHED")); break;
	case EVENT_STEP_OUTPUT: output(s, ev); break;
	case EVENT_STEP_DONE:
		flush_task(s, ev->task);
		print_seconds(s, ev->task, "DONE", ev->elapsed_ms);
		break;
	case EVENT_STEP_FAILED:
		flush_task(s, ev->task);
		print_seconds(s, ev->task, "ERROR", ev->elapsed_ms);
		break;
	case EVENT_TASK_STARTED: print_line(s, ev->task, ev->name); break;
	case EVENT_TASK_DONE: print_seconds(s, ev->task, "DONE", ev->elapsed_ms); break;
	case EVENT_WARNING: warning(s, ev); break;
	case EVENT_IMAGE: image(s, ev); break;
	case EVENT_TASK_BYTES: print_bytes(s, ev); break;
	}
	if (ev->kind == EVENT_STEP_CACHED || ev->kind == EVENT_STEP_DONE)
		s->steps_done++;
	draw_status(s);
}

static void emit(void *context, const struct event *ev)
{
	struct show *s = context;

	if (ev->kind == EVENT_STEP_FAILED)
		keep_failure(s, ev);
	if (s->mode == SHOW_JSON)
		show_json_event(ev);
	else if (s->mode != SHOW_QUIET)
		show_plain(s, ev);
}

void show_init(struct show *s, enum show_mode mode, const char *file)
{
	*s = (struct show){.mode = mode, .file = file, .started_ms = clock_ms()};
	s->sink = (struct event_sink){emit, s};
}

void show_release(struct show *s)
{
	clear_status(s);
	for (size_t i = 0; i < s->lines.n; i++)
		buf_release(&s->lines.p[i].text);
	vec_release(&s->lines);
	buf_release(&s->failed_output);
}
