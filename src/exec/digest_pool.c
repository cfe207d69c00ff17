/* digest_pool - the digests of large files, made on all processors.
 *
 * A task belongs to whoever took it under the lock, until it is done; results are read after the
 * threads are joined. There is no second queue: order is the order of the array.
 */
#include "exec/digest_pool.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/vec.h"
#include "sys/fd.h"

void digest_pool_init(struct digest_pool *p)
{
	*p = (struct digest_pool){
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.changed = PTHREAD_COND_INITIALIZER,
	};
}

static bool same_version(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	       a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static void run(struct digest_task *t)
{
	struct err e = {0};
	struct stat after;
	if (digest_fd(t->fd, &t->digest, NULL, &e) < 0) {
		t->failure = mem_alloc(sizeof e);
		*t->failure = e;
	}
	t->unchanged = fstat(t->fd, &after) == 0 && same_version(&t->before, &after);
	fd_close(&t->fd);
}

/* The next task that nobody has taken, or NULL. The lock is held. */
static struct digest_task *take(struct digest_pool *p)
{
	while (p->next < p->n) {
		struct digest_task *t = p->tasks[p->next++];
		if (t->fd >= 0)
			return t;
	}
	return NULL;
}

static void *work(void *argument)
{
	struct digest_pool *p = argument;
	pthread_mutex_lock(&p->lock);
	for (;;) {
		struct digest_task *t = take(p);
		if (!t && p->closing)
			break;
		if (!t) {
			pthread_cond_wait(&p->changed, &p->lock);
			continue;
		}
		pthread_mutex_unlock(&p->lock);
		run(t);
		pthread_mutex_lock(&p->lock);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

/* One fewer than processors: the caller is the last. Without a thread it does all the work. */
static void start(struct digest_pool *p)
{
	cpu_set_t set;
	sigset_t all, old;
	int processors = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (p->threads_n < DIGEST_POOL_THREADS_MAX && (int)p->threads_n < processors - 1) {
		if (pthread_create(&p->threads[p->threads_n], NULL, work, p) != 0)
			break;
		p->threads_n++;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static size_t push(struct digest_pool *p, struct digest_task *t)
{
	pthread_mutex_lock(&p->lock);
	p->tasks = vec_room(p->tasks, p->n, &p->capacity, sizeof *p->tasks);
	p->tasks[p->n++] = t;
	size_t waiting = p->n - p->next;
	pthread_cond_signal(&p->changed);
	pthread_mutex_unlock(&p->lock);
	return waiting;
}

/* The caller does one; false when all are taken. */
static bool help(struct digest_pool *p)
{
	pthread_mutex_lock(&p->lock);
	struct digest_task *t = take(p);
	pthread_mutex_unlock(&p->lock);
	if (t)
		run(t);
	return t != NULL;
}

struct digest_task *digest_pool_add(struct digest_pool *p, int fd, const struct stat *st)
{
	struct digest_task *t = mem_alloc(sizeof *t);
	*t = (struct digest_task){.fd = fd, .opened = true, .before = *st};
	if (p->threads_n == 0)
		start(p);
	if (push(p, t) > DIGEST_POOL_WAITING_MAX)
		help(p);
	return t;
}

void digest_pool_known(struct digest_pool *p, const struct digest *d)
{
	struct digest_task *t = mem_alloc(sizeof *t);
	*t = (struct digest_task){.fd = -1, .digest = *d};
	push(p, t);
}

static void join(struct digest_pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->closing = true;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
	while (p->threads_n > 0)
		pthread_join(p->threads[--p->threads_n], NULL);
}

int digest_pool_finish(struct digest_pool *p, struct err *e)
{
	while (help(p))
		;
	join(p);
	for (size_t i = 0; i < p->n; i++) {
		if (p->tasks[i]->failure) {
			*e = *p->tasks[i]->failure;
			return -1;
		}
	}
	return 0;
}

void digest_pool_release(struct digest_pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->next = p->n;
	pthread_mutex_unlock(&p->lock);
	join(p);
	for (size_t i = 0; i < p->n; i++) {
		fd_close(&p->tasks[i]->fd);
		buf_release(&p->tasks[i]->attributes);
		free(p->tasks[i]->failure);
		free(p->tasks[i]);
	}
	vec_drop(&p->tasks);
	p->n = p->next = p->capacity = 0;
}
