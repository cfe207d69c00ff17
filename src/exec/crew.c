/* crew - small tasks done on all processors, and retired in the order in which they came.
 *
 * A task belongs to whoever took it under the lock until its state says that it has ended; the
 * places before it are the caller's again once it is retired. Threads are woken for several tasks
 * at once: a wake costs more than a small task, and the caller does what nobody was woken for.
 */
#include "exec/crew.h"

#include <sched.h>
#include <signal.h>
#include <string.h>

#include "base/mem.h"

enum { WAKE_TASKS = 8 };

void crew_init(struct crew *c, const struct crew_work *work)
{
	*c = (struct crew){
		.work = *work,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.came = PTHREAD_COND_INITIALIZER,
		.ended = PTHREAD_COND_INITIALIZER,
	};
}

static void *task_of(const struct crew *c, uint64_t number)
{
	return c->tasks + number % CREW_WINDOW * c->work.task_bytes;
}

/* The next task that nobody has taken: its number. The lock is held. */
static bool take(struct crew *c, uint64_t *number)
{
	if (c->taken == c->added || c->failed)
		return false;
	*number = c->taken++;
	c->states[*number % CREW_WINDOW] = CREW_RUNS;
	return true;
}

/* The lock is held before and after, and not meanwhile. */
static void run(struct crew *c, uint64_t number, struct buf *scratch)
{
	struct err e = {0};
	size_t place = number % CREW_WINDOW;

	pthread_mutex_unlock(&c->lock);
	int result = c->work.run(task_of(c, number), scratch, &e);

	pthread_mutex_lock(&c->lock);
	c->states[place] = result < 0 ? CREW_FAILED : CREW_DONE;
	if (result < 0) {
		c->failures[place] = mem_alloc(sizeof e);
		*c->failures[place] = e;
		c->failed = true;
	}
	pthread_cond_signal(&c->ended);
}

static void *work(void *argument)
{
	AUTO(buf_release) struct buf scratch = {0};
	struct crew *c = argument;
	uint64_t number;

	pthread_mutex_lock(&c->lock);
	while (!c->closing) {
		if (take(c, &number))
			run(c, number, &scratch);
		else
			pthread_cond_wait(&c->came, &c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* One fewer than processors: the caller is the last. Without a thread it does all the work. */
static void start(struct crew *c)
{
	cpu_set_t set;
	sigset_t all, old;
	int processors = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (c->threads_n < CREW_THREADS_MAX && (int)c->threads_n < processors - 1) {
		if (pthread_create(&c->threads[c->threads_n], NULL, work, c) != 0)
			break;
		c->threads_n++;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

/* The oldest task has ended or will never start. The lock is held. */
static bool oldest_is_over(const struct crew *c)
{
	return c->states[c->retired % CREW_WINDOW] >= CREW_DONE ||
	       (c->failed && c->retired >= c->taken);
}

/* Retires the tasks at the front that are over. The lock is held: nobody else touches them. */
static int retire(struct crew *c, struct err *e)
{
	int result = 0;

	while (c->retired < c->added && oldest_is_over(c)) {
		size_t place = c->retired % CREW_WINDOW;

		if (c->failures[place] && result == 0) {
			*e = *c->failures[place];
			result = -1;
		}
		mem_release(&c->failures[place]);
		c->work.retire(
			c->work.context, task_of(c, c->retired), c->states[place] == CREW_DONE);
		c->retired++;
	}
	return result;
}

/* One task by the caller, or a wait for one that others do. The lock is held. */
static void help_or_wait(struct crew *c)
{
	uint64_t number;

	if (take(c, &number))
		run(c, number, &c->scratch);
	else if (!oldest_is_over(c))
		pthread_cond_wait(&c->ended, &c->lock);
}

static int settle(struct crew *c, uint64_t allowed, struct err *e)
{
	int result = 0;

	pthread_mutex_lock(&c->lock);
	while (result == 0 && c->added - c->retired > allowed) {
		if (!oldest_is_over(c))
			help_or_wait(c);
		result = retire(c, e);
	}
	pthread_mutex_unlock(&c->lock);
	return result;
}

/* Wakes threads for the tasks that wait, if they are worth it. The lock is held. */
static void wake(struct crew *c, uint64_t worth)
{
	if (c->added - c->taken < worth)
		return;
	if (c->threads_n == 0)
		start(c);
	pthread_cond_broadcast(&c->came);
}

int crew_add(struct crew *c, const void *task, struct err *e)
{
	if (!c->tasks)
		c->tasks = mem_alloc(CREW_WINDOW * c->work.task_bytes);
	pthread_mutex_lock(&c->lock);
	memcpy(task_of(c, c->added), task, c->work.task_bytes);
	c->states[c->added % CREW_WINDOW] = CREW_WAITS;
	c->added++;
	wake(c, WAKE_TASKS);
	uint64_t allowed = c->failed ? 0 : CREW_WINDOW - 1;

	pthread_mutex_unlock(&c->lock);
	return settle(c, allowed, e);
}

int crew_finish(struct crew *c, struct err *e)
{
	pthread_mutex_lock(&c->lock);
	wake(c, 2);
	pthread_mutex_unlock(&c->lock);
	return settle(c, 0, e);
}

void crew_release(struct crew *c)
{
	struct err ignored = {0};

	pthread_mutex_lock(&c->lock);
	c->closing = c->failed = true;
	pthread_cond_broadcast(&c->came);
	pthread_mutex_unlock(&c->lock);
	while (c->threads_n > 0)
		pthread_join(c->threads[--c->threads_n], NULL);
	pthread_mutex_lock(&c->lock);
	while (c->retired < c->added)
		(void)!retire(c, &ignored);
	pthread_mutex_unlock(&c->lock);
	mem_release(&c->tasks);
	buf_release(&c->scratch);
}
