/* lichen/event.h - what a build reports while it works.
 *
 * The library never prints. Texts and bytes in an event are borrowed for the call only and need not
 * end in NUL. Events come from the thread that called lichen_build(), or from a child process of it
 * (see lichen/build.h).
 *
 * Stable: enumerators keep their values, fields are only added at the end.
 */
#ifndef LICHEN_EVENT_H
#define LICHEN_EVENT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lichen_event_kind {
	LICHEN_EVENT_PLAN_READY = 0,   /* total: how many steps may run */
	LICHEN_EVENT_STEP_STARTED = 1, /* name: the instruction */
	LICHEN_EVENT_STEP_CACHED = 2,
	LICHEN_EVENT_STEP_OUTPUT = 3,  /* text: bytes of stream 1 or 2 */
	LICHEN_EVENT_STEP_DONE = 4,    /* elapsed_ms */
	LICHEN_EVENT_STEP_FAILED = 5,  /* elapsed_ms; text: the last output */
	LICHEN_EVENT_TASK_STARTED = 6, /* work that is no step (an export): name */
	LICHEN_EVENT_TASK_BYTES = 7,   /* done_bytes of total_bytes (0: unknown) */
	LICHEN_EVENT_TASK_DONE = 8,    /* elapsed_ms */
	LICHEN_EVENT_WARNING = 9,      /* id: the rule; text; line */
	LICHEN_EVENT_IMAGE = 10,       /* name: a tag; text: the image id */
};

struct lichen_text {
	const char *bytes;
	size_t length;
};

struct lichen_event {
	enum lichen_event_kind kind;
	unsigned task;        /* tells concurrent steps and tasks apart, from 1 */
	unsigned step, total; /* 1-based within its stage, and of how many */
	unsigned line;        /* in the Dockerfile, 0: none */
	int stream;           /* 1 standard output, 2 standard error */
	struct lichen_text stage, name, text, id;
	uint64_t elapsed_ms, done_bytes, total_bytes;
};

typedef void lichen_event_function(void *context, const struct lichen_event *event);

#ifdef __cplusplus
}
#endif

#endif
