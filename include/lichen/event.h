/* event - what a build reports while it works.
 *
 * The library never prints. Events are delivered in the thread that called lichen_build(), before
 * it returns, in the order in which they happened; those of steps that run at once are told apart
 * by `task`. Texts are borrowed for the call only and do not end in NUL. They may hold any bytes:
 * make them printable before a terminal sees them. One that is longer than LICHEN_EVENT_TEXT_BYTES
 * is cut.
 *
 * A callback cannot fail and must not call lichen_build(). While it runs, the build waits.
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

enum { LICHEN_EVENT_TEXT_BYTES = 128 * 1024 };

enum lichen_event_kind {
	LICHEN_EVENT_PLAN_READY = 0,   /* total: how many steps may run */
	LICHEN_EVENT_STEP_STARTED = 1, /* name: the instruction; stage; step, total; line */
	LICHEN_EVENT_STEP_CACHED = 2,  /* the same; nothing runs */
	LICHEN_EVENT_STEP_OUTPUT = 3,  /* text: bytes of stream 1 or 2, not split at lines */
	LICHEN_EVENT_STEP_DONE = 4,    /* elapsed_ms */
	LICHEN_EVENT_STEP_FAILED = 5,  /* elapsed_ms; text: the last output */
	LICHEN_EVENT_TASK_STARTED = 6, /* work that is no step, as an export: name */
	LICHEN_EVENT_TASK_BYTES = 7,   /* done_bytes of total_bytes (0: unknown) */
	LICHEN_EVENT_TASK_DONE = 8,    /* name; elapsed_ms */
	LICHEN_EVENT_WARNING = 9,      /* id: the rule; text; line (0: none) */
	LICHEN_EVENT_IMAGE = 10,       /* name: the first tag, or empty; text: the image id */
};

struct lichen_text {
	const char *bytes;
	size_t length;
};

/* Fields that a kind does not mention are zero or say where it happened. */
struct lichen_event {
	enum lichen_event_kind kind;
	unsigned task;        /* from 1; 0: about the whole build */
	unsigned step, total; /* from 1 within its stage, and of how many */
	unsigned line;        /* in the Dockerfile, from 1 */
	int stream;           /* 1 standard output, 2 standard error */
	struct lichen_text stage, name, text, id;
	uint64_t elapsed_ms, done_bytes, total_bytes;
};

typedef void lichen_event_function(void *context, const struct lichen_event *event);

#ifdef __cplusplus
}
#endif

#endif
