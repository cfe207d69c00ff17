/* zip_gzip - one gzip member, deflated in blocks by several threads.
 *
 * A ring of blocks: the caller fills one, a worker deflates it on its own (no history, ended by a
 * full flush, so it stops on a byte), and the caller hands the finished ones to the sink in order.
 * Joined, and closed by an empty final block, they are one deflate stream. Everything that has an
 * order (sink, CRC, length) stays with the caller; workers touch only the block that they took.
 */
#include <assert.h>
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "codec/zip_encoders.h"

enum {
	/* Deflate's stored blocks add 5 bytes to 64 KiB; the rest is room for headers and flush. */
	OUT_BYTES = ZIP_BLOCK_BYTES + ZIP_BLOCK_BYTES / 64,
	RING_MAX = 2 * ZIP_THREADS_MAX,
};

struct block {
	unsigned char *in, *out;
	size_t in_n, out_n;
	bool done;
};

struct gzip_encoder {
	struct zip_sink sink;
	struct block ring[RING_MAX];
	size_t ring_n;
	pthread_t threads[ZIP_THREADS_MAX];
	int threads_n, threads_wanted;
	pthread_mutex_t lock;
	pthread_cond_t submitted_more, done_more;
	/* Block numbers, only ever growing: emitted <= taken <= submitted <= emitted + ring_n. */
	uint64_t submitted, taken, emitted;
	bool stop, header_written;
	uint32_t crc, length; /* of all input, as the trailer wants them */
};

struct deflater {
	struct isal_zstream stream;
	unsigned char level[ISAL_DEF_LVL2_DEFAULT];
};

static void deflate_block(struct deflater *d, struct block *b)
{
	struct isal_zstream *s = &d->stream;

	isal_deflate_init(s);
	s->level = ZIP_GZIP_LEVEL;
	s->level_buf = d->level;
	s->level_buf_size = sizeof d->level;
	s->gzip_flag = IGZIP_DEFLATE;
	s->flush = FULL_FLUSH;
	s->end_of_stream = 0;
	s->next_in = b->in;
	s->avail_in = (uint32_t)b->in_n;
	s->next_out = b->out;
	s->avail_out = OUT_BYTES;
	int result = isal_deflate(s);

	/* It fails only when used wrongly, and a block that did not fit would be cut in silence. */
	assert(result == COMP_OK && s->avail_in == 0 && s->avail_out > 0);
	b->out_n = OUT_BYTES - s->avail_out;
}

static void *worker(void *context)
{
	struct gzip_encoder *g = context;
	struct deflater *d = mem_alloc(sizeof *d);

	pthread_mutex_lock(&g->lock);
	while (!g->stop) {
		if (g->taken == g->submitted) {
			pthread_cond_wait(&g->submitted_more, &g->lock);
			continue;
		}
		struct block *b = &g->ring[g->taken++ % g->ring_n];

		pthread_mutex_unlock(&g->lock);
		deflate_block(d, b);
		pthread_mutex_lock(&g->lock);
		b->done = true;
		pthread_cond_signal(&g->done_more);
	}
	pthread_mutex_unlock(&g->lock);
	free(d);
	return NULL;
}

/* Signals are for the thread that called us: a worker must not run its handlers. */
static int start_threads(struct gzip_encoder *g, struct err *e)
{
	sigset_t all, before;
	int failed = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (g->threads_n < g->threads_wanted && !failed) {
		failed = pthread_create(&g->threads[g->threads_n], NULL, worker, g);
		g->threads_n += failed == 0;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (g->threads_n == 0)
		return err_set(
			e, ERR_SYS, "cannot start a compression thread: %s", strerror(failed));
	return 0;
}

static int put(struct gzip_encoder *g, const void *bytes, size_t n, struct err *e)
{
	static const unsigned char header[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff};

	if (!g->header_written) {
		g->header_written = true;
		if (g->sink.write(g->sink.context, header, sizeof header, e) < 0)
			return -1;
	}
	return n ? g->sink.write(g->sink.context, bytes, n, e) : 0;
}

/* Whether the oldest block is deflated; waits for that when told to. */
static bool oldest_done(struct gzip_encoder *g, bool wait)
{
	struct block *b = &g->ring[g->emitted % g->ring_n];

	pthread_mutex_lock(&g->lock);
	while (wait && !b->done)
		pthread_cond_wait(&g->done_more, &g->lock);
	bool done = b->done;

	pthread_mutex_unlock(&g->lock);
	return done;
}

/* Hands over what is finished, and waits until at most `left` blocks are under way. */
static int emit_done(struct gzip_encoder *g, size_t left, struct err *e)
{
	while (g->emitted < g->submitted) {
		struct block *b = &g->ring[g->emitted % g->ring_n];

		if (!oldest_done(g, g->submitted - g->emitted > left))
			return 0;
		if (put(g, b->out, b->out_n, e) < 0)
			return -1;
		b->done = false;
		b->in_n = 0;
		g->emitted++;
	}
	return 0;
}

static int submit(struct gzip_encoder *g, struct err *e)
{
	if (g->threads_n == 0 && start_threads(g, e) < 0)
		return -1;
	pthread_mutex_lock(&g->lock);
	g->submitted++;
	pthread_cond_signal(&g->submitted_more);
	pthread_mutex_unlock(&g->lock);
	return emit_done(g, g->ring_n - 1, e);
}

/* Memory comes as the ring is first used: a small layer costs one block. */
static struct block *filling(struct gzip_encoder *g)
{
	struct block *b = &g->ring[g->submitted % g->ring_n];

	if (!b->in) {
		b->in = mem_alloc(ZIP_BLOCK_BYTES);
		b->out = mem_alloc(OUT_BYTES);
	}
	return b;
}

struct gzip_encoder *gzip_encoder_new(int threads, const struct zip_sink *sink)
{
	struct gzip_encoder *g = mem_alloc(sizeof *g);

	g->sink = *sink;
	g->threads_wanted = threads;
	g->ring_n = 2 * (size_t)threads;
	pthread_mutex_init(&g->lock, NULL);
	pthread_cond_init(&g->submitted_more, NULL);
	pthread_cond_init(&g->done_more, NULL);
	return g;
}

int gzip_encoder_write(struct gzip_encoder *g, const void *bytes, size_t n, struct err *e)
{
	const unsigned char *p = bytes;

	while (n) {
		struct block *b = filling(g);
		size_t part = n < ZIP_BLOCK_BYTES - b->in_n ? n : ZIP_BLOCK_BYTES - b->in_n;

		memcpy(b->in + b->in_n, p, part);
		g->crc = crc32_gzip_refl(g->crc, p, part);
		g->length += (uint32_t)part;
		b->in_n += part;
		p += part;
		n -= part;
		if (b->in_n == ZIP_BLOCK_BYTES && submit(g, e) < 0)
			return -1;
	}
	return 0;
}

/* The last, short block; without threads so far it is not worth starting one. */
static int end_blocks(struct gzip_encoder *g, struct err *e)
{
	struct block *b = filling(g);

	if (b->in_n == 0)
		return emit_done(g, 0, e);
	if (g->threads_n)
		return submit(g, e) < 0 ? -1 : emit_done(g, 0, e);
	struct deflater *d = mem_alloc(sizeof *d);

	deflate_block(d, b);
	free(d);
	return put(g, b->out, b->out_n, e);
}

int gzip_encoder_end(struct gzip_encoder *g, struct err *e)
{
	/* An empty final block with fixed codes, then CRC-32 and length, little-endian. */
	unsigned char tail[10] = {0x03, 0x00};

	if (end_blocks(g, e) < 0)
		return -1;
	for (int i = 0; i < 4; i++) {
		tail[2 + i] = (unsigned char)(g->crc >> (8 * i));
		tail[6 + i] = (unsigned char)(g->length >> (8 * i));
	}
	return put(g, tail, sizeof tail, e);
}

void gzip_encoder_free(struct gzip_encoder **encoder)
{
	struct gzip_encoder *g = *encoder;

	if (!g)
		return;
	pthread_mutex_lock(&g->lock);
	g->stop = true;
	pthread_cond_broadcast(&g->submitted_more);
	pthread_mutex_unlock(&g->lock);
	for (int i = 0; i < g->threads_n; i++)
		pthread_join(g->threads[i], NULL);
	for (size_t i = 0; i < RING_MAX; i++) {
		free(g->ring[i].in);
		free(g->ring[i].out);
	}
	pthread_mutex_destroy(&g->lock);
	pthread_cond_destroy(&g->submitted_more);
	pthread_cond_destroy(&g->done_more);
	mem_release(encoder);
}
