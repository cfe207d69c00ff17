/* event - what an engine reports while it works: a tagged union into a sink.
 *
 * Engines never print. cli/show turns events into a terminal view, plain lines, JSON lines or
 * nothing; a test collects them. Strings and bytes are borrowed for the call only.
 *
 * Owns: nothing. Fails: a sink cannot fail. Layer: base.
 *
 *     event_emit(sink, &(struct event){.kind = EVENT_STEP_STARTED, .stage = 0, .step = 3});
 */
#ifndef BASE_EVENT_H
#define BASE_EVENT_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum event_kind {
	EVENT_PLAN_READY,   /* total = number of steps that may run */
	EVENT_STEP_STARTED, /* name = the instruction as written, on one line */
	EVENT_STEP_CACHED,
	EVENT_STEP_OUTPUT,  /* bytes, stream 1 or 2 */
	EVENT_STEP_DONE,    /* elapsed_ms */
	EVENT_STEP_FAILED,  /* elapsed_ms; the error itself is the build's result */
	EVENT_TASK_STARTED, /* work that is no step (load a base, export): name */
	EVENT_TASK_BYTES,   /* done_bytes of total_bytes (0 = unknown) */
	EVENT_TASK_DONE,    /* name, elapsed_ms */
	EVENT_WARNING,      /* id, text, span */
	EVENT_IMAGE,        /* name = what was made (a tag or output), text = digest */
};

struct event {
	enum event_kind kind;
	int stage, step; /* numbers in the plan; step is 1-based within its stage */
	int total;
	uint32_t task; /* tells concurrent steps and tasks apart */
	int stream;
	struct str name, text, id;
	struct span span;
	uint64_t done_bytes, total_bytes, elapsed_ms;
};

struct event_sink {
	void (*emit)(void *context, const struct event *event);
	void *context;
};

void event_emit(const struct event_sink *sink, const struct event *event); /* NULL sink: nothing */

#endif
