/* digest_pool - the digests of large files, made on all processors.
 *
 * The caller walks and hands over open files; threads hash them; when too many wait, the caller
 * hashes one itself, so open descriptors are bounded. Tasks keep the order in which they were
 * added, whatever finished first.
 *
 * Owns: the descriptors handed over, and the tasks until digest_pool_release. Threads: its own,
 * made with the first file, with all signals blocked, joined by digest_pool_finish or _release.
 * Fails: ERR_SYS (the first task's, by order). Layer: exec.
 *
 *     digest_pool_add(&pool, fd, &st);
 */
#ifndef EXEC_DIGEST_POOL_H
#define EXEC_DIGEST_POOL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "codec/digest.h"

enum { DIGEST_POOL_THREADS_MAX = 7, DIGEST_POOL_WAITING_MAX = 16 };

struct digest_task {
	int fd;             /* -1 when the digest was known or is made */
	struct stat before; /* of the file as it was opened */
	struct digest digest;
	bool opened, unchanged; /* not known before; and the same after it was read */
	struct buf attributes;  /* the caller's, kept with the task */
	struct err *failure;    /* NULL: none */
};

struct digest_pool {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct digest_task **tasks;
	size_t n, capacity, next; /* next: the first that nobody has taken */
	pthread_t threads[DIGEST_POOL_THREADS_MAX];
	size_t threads_n;
	bool closing;
};

void digest_pool_init(struct digest_pool *p);
/* Takes fd. The result is there after digest_pool_finish. */
struct digest_task *digest_pool_add(struct digest_pool *p, int fd, const struct stat *st);
/* A task that is done already, to keep its place in the order. */
void digest_pool_known(struct digest_pool *p, const struct digest *d);
MUST_CHECK int digest_pool_finish(struct digest_pool *p, struct err *e);
void digest_pool_release(struct digest_pool *p);

#endif
