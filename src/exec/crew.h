/* crew - small tasks done on all processors, and retired in the order in which they came.
 *
 * The caller adds tasks of one size; they are copied into a window of CREW_WINDOW places, so what
 * waits is bounded in memory and descriptors. Threads take them in turn; when the window is full
 * the caller works too, until the oldest is done. `retire` is called for each task once, in order,
 * by the calling thread, whether it was run, failed, or came after a failure: it uses the result
 * and lets go of what the task owns. After a failure nothing more is started.
 *
 * Owns: its threads (made with the first tasks, one fewer than processors, all signals blocked) and
 * the copies of tasks. Fails: crew_add and crew_finish with the first failure by order. Layer:
 * exec.
 *
 *     AUTO(crew_release) struct crew crew;
 *     crew_init(&crew, &(struct crew_work){run, retire, &state, sizeof task});
 *     if (crew_add(&crew, &task, e) < 0 || crew_finish(&crew, e) < 0)
 *         return -1;
 */
#ifndef EXEC_CREW_H
#define EXEC_CREW_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

enum {
	CREW_WINDOW = 64,
	CREW_THREADS_MAX = 15,
};

struct crew_work {
	/* On any thread; scratch is that thread's own. */
	int (*run)(void *task, struct buf *scratch, struct err *e);
	/* done: run was called and succeeded. */
	void (*retire)(void *context, void *task, bool done);
	void *context;
	size_t task_bytes;
};

enum crew_state { CREW_WAITS, CREW_RUNS, CREW_DONE, CREW_FAILED };

struct crew {
	struct crew_work work;
	pthread_mutex_t lock;
	pthread_cond_t came, ended; /* enough tasks came; a task has ended */
	/* Counted since the beginning: retired <= taken <= added <= retired + CREW_WINDOW. */
	uint64_t added, taken, retired;
	enum crew_state states[CREW_WINDOW];
	struct err *failures[CREW_WINDOW];
	char *tasks;
	struct buf scratch; /* the caller's */
	pthread_t threads[CREW_THREADS_MAX];
	size_t threads_n;
	bool closing, failed;
};

/* Nothing that was added is still to be retired. */
static inline bool crew_is_idle(const struct crew *c)
{
	return c->added == c->retired;
}

void crew_init(struct crew *c, const struct crew_work *work);
/* Takes what the task owns, also when this fails. */
MUST_CHECK int crew_add(struct crew *c, const void *task, struct err *e);
/* Everything that was added is done and retired; more may be added. */
MUST_CHECK int crew_finish(struct crew *c, struct err *e);
/* Retires what is left, without running it. */
void crew_release(struct crew *c);

#endif
