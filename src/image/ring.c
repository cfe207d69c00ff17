/* ring - bytes from a thread that makes them to the caller's thread, which uses them. */
#include "image/ring.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct block {
	size_t n;
	char bytes[RING_BLOCK_BYTES];
};

/* made and used count blocks since the beginning; what lies between them is full. The maker alone
 * touches block made % RING_BLOCKS, the user alone block used % RING_BLOCKS. */
struct ring {
	const struct ring_ends *ends;
	pthread_mutex_t lock;
	pthread_cond_t moved;
	size_t made, used;
	bool ended;   /* the maker is done, well or not */
	bool stopped; /* the user failed: the maker must not go on */
	int result;   /* of the maker, with its error */
	struct err error;
	struct block blocks[RING_BLOCKS];
};

static struct block *block_in_hand(struct ring *r)
{
	return &r->blocks[r->made % RING_BLOCKS];
}

char *ring_room(struct ring *r, size_t *n)
{
	struct block *b = block_in_hand(r);

	*n = sizeof b->bytes - b->n;
	return b->bytes + b->n;
}

/* Hands the block over and waits for a free one. */
static int pass_on(struct ring *r, struct err *e)
{
	bool stopped;

	pthread_mutex_lock(&r->lock);
	r->made++;
	pthread_cond_signal(&r->moved);
	while (r->made - r->used == RING_BLOCKS && !r->stopped)
		pthread_cond_wait(&r->moved, &r->lock);
	stopped = r->stopped;
	pthread_mutex_unlock(&r->lock);
	if (stopped)
		return err_set(e, ERR_CANCELLED, "nobody takes the bytes any more");
	block_in_hand(r)->n = 0;
	return 0;
}

int ring_filled(struct ring *r, size_t n, struct err *e)
{
	struct block *b = block_in_hand(r);

	assert(n <= sizeof b->bytes - b->n);
	b->n += n;
	return b->n == sizeof b->bytes ? pass_on(r, e) : 0;
}

int ring_put(struct ring *r, const void *bytes, size_t n, struct err *e)
{
	const char *from = bytes;

	while (n > 0) {
		size_t room;
		char *to = ring_room(r, &room);
		size_t part = n < room ? n : room;

		memcpy(to, from, part);
		if (ring_filled(r, part, e) < 0)
			return -1;
		from += part;
		n -= part;
	}
	return 0;
}

static void *maker_thread(void *argument)
{
	struct ring *r = argument;
	int result = r->ends->make(r->ends->maker, r, &r->error);

	pthread_mutex_lock(&r->lock);
	r->result = result;
	if (result == 0 && block_in_hand(r)->n > 0)
		r->made++;
	r->ended = true;
	pthread_cond_signal(&r->moved);
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

/* The next full block, or NULL when there will be none. */
static struct block *next_full(struct ring *r)
{
	struct block *b = NULL;

	pthread_mutex_lock(&r->lock);
	while (r->made == r->used && !r->ended)
		pthread_cond_wait(&r->moved, &r->lock);
	if (r->made != r->used)
		b = &r->blocks[r->used % RING_BLOCKS];
	pthread_mutex_unlock(&r->lock);
	return b;
}

static int use_all(struct ring *r, struct err *e)
{
	struct block *b;

	while ((b = next_full(r))) {
		int result = r->ends->use(r->ends->user, b->bytes, b->n, e);

		pthread_mutex_lock(&r->lock);
		r->used++;
		r->stopped = result < 0;
		pthread_cond_signal(&r->moved);
		pthread_mutex_unlock(&r->lock);
		if (result < 0)
			return -1;
	}
	return 0;
}

static void ring_free(struct ring **r)
{
	pthread_cond_destroy(&(*r)->moved);
	pthread_mutex_destroy(&(*r)->lock);
	free(*r);
}

int ring_run(const struct ring_ends *ends, struct err *e)
{
	AUTO(ring_free) struct ring *r = mem_alloc(sizeof *r);
	pthread_t thread;
	int result;

	r->ends = ends;
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->moved, NULL);
	errno = pthread_create(&thread, NULL, maker_thread, r);
	if (errno != 0)
		return err_sys(e, "cannot start a thread");
	result = use_all(r, e);
	pthread_join(thread, NULL);
	if (result == 0 && r->result < 0) {
		*e = r->error;
		result = -1;
	}
	return result;
}
