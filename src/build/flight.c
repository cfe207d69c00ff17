/* flight - one job of a stage: started, listened to, landed. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "build/state.h"
#include "sys/fd.h"

enum { TAIL_BYTES = 16 * 1024, READ_BYTES = 64 * 1024 };

static int gather_job(void *argument, void *result, struct err *e)
{
	return step_gather(argument, result, e);
}

static int perform_job(void *argument, void *result, struct err *e)
{
	return step_perform(argument, result, e);
}

struct step_work flight_work(const struct build *b, const struct step *step)
{
	return (struct step_work){
		.store = b->store,
		.step = step,
		.secrets = b->request->secrets,
		.secrets_n = b->request->secrets_n,
		.agents = b->request->agents,
		.agents_n = b->request->agents_n,
		.resolv_conf = b->request->resolv_conf,
		.ca_file = b->request->ca_file,
		.git = &b->request->git,
		.epoch_s = b->epoch_s,
		.out_fd = -1,
		.err_fd = -1,
	};
}

static void fill_work(struct build *b, size_t stage)
{
	struct stage_state *s = &b->stages[stage];
	struct step_work *work = &s->flight.work;

	*work = flight_work(b, &b->program.stages.p[stage].steps.p[s->next]);
	work->parent = &s->chain;
	work->source = source_of_copy(s);
	work->remotes = s->gathered ? s->gathered->remotes : NULL;
	work->mount_sources = s->mount_sources.p;
	work->key = s->key;
	if (s->gathered)
		work->version = s->gathered->input.version;
}

int flight_start(struct flight *f, enum flight_kind kind, struct err *e)
{
	bool gather = kind == FLIGHT_GATHER;

	if (job_start(gather ? gather_job : perform_job, &f->work,
		    gather ? gathered_bytes(f->work.step) : sizeof(struct step_record), &f->job,
		    e) < 0)
		return -1;
	f->kind = kind;
	return 0;
}

static int start(struct build *b, size_t stage, enum flight_kind kind, struct err *e)
{
	if (flight_start(&b->stages[stage].flight, kind, e) < 0)
		return -1;
	b->running++;
	return 0;
}

int flight_pipe(int *read_end, int *write_end, struct err *e)
{
	int ends[2];

	if (fd_pipe(ends, e) < 0)
		return -1;
	*read_end = ends[0];
	*write_end = ends[1];
	if (fcntl(*read_end, F_SETFL, O_NONBLOCK) < 0)
		return err_sys(e, "cannot set up a pipe");
	return 0;
}

int flight_gather(struct build *b, size_t stage, struct err *e)
{
	fill_work(b, stage);
	return start(b, stage, FLIGHT_GATHER, e);
}

/* A step that is made once more mostly comes out as it did: then its blob is there. */
static const struct compression *compression_of(const struct build *b, const struct stage_state *s)
{
	struct step_record before = {0};
	struct err ignored;

	if (!b->compresses || !s->exported)
		return NULL;
	if (cache_find(b->store, &s->key, &before, &ignored) == 1 &&
		compress_is_done(b->store, &before.diff_id, b->compression.kind))
		return NULL;
	return &b->compression;
}

int flight_perform(struct build *b, size_t stage, struct err *e)
{
	struct flight *f = &b->stages[stage].flight;
	AUTO(fd_close) int out = -1;
	AUTO(fd_close) int err = -1;

	fill_work(b, stage);
	f->work.compression = compression_of(b, &b->stages[stage]);
	if (f->work.step->kind == STEP_RUN &&
		(flight_pipe(&f->out_fd, &out, e) < 0 || flight_pipe(&f->err_fd, &err, e) < 0))
		return -1;
	f->work.out_fd = out;
	f->work.err_fd = err;
	buf_clear(&f->tail);
	f->started_ms = clock_ms();
	return start(b, stage, FLIGHT_PERFORM, e);
}

static void keep_tail(struct buf *tail, struct str bytes)
{
	bytes = str_from(bytes, bytes.n > TAIL_BYTES ? bytes.n - TAIL_BYTES : 0);
	if (tail->n + bytes.n > 2 * TAIL_BYTES) {
		memmove(tail->p, tail->p + tail->n - TAIL_BYTES, TAIL_BYTES);
		tail->n = TAIL_BYTES;
	}
	buf_str_add(tail, bytes);
}

/* Reads once; whether there may be more. */
static bool read_stream(struct build *b, size_t stage, int *fd, int stream)
{
	AUTO(mem_release) char *bytes = mem_alloc(READ_BYTES);
	ssize_t n = -1;

	if (*fd < 0)
		return false;
	do
		n = read(*fd, bytes, READ_BYTES);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return false;
	if (n <= 0) {
		fd_close(fd);
		return false;
	}
	struct str text = {bytes, (size_t)n};

	keep_tail(&b->stages[stage].flight.tail, text);
	schedule_emit(b, stage, EVENT_STEP_OUTPUT, &(struct event){.text = text, .stream = stream});
	return true;
}

/* No more than once: a step that writes without end must not keep the others waiting, and whoever
 * wants to interrupt it. */
void flight_read(struct build *b, size_t stage)
{
	struct flight *f = &b->stages[stage].flight;

	(void)read_stream(b, stage, &f->out_fd, 1);
	(void)read_stream(b, stage, &f->err_fd, 2);
}

/* The step's processes are gone when its job ends, so what is in the pipes now is all. */
static void read_rest(struct build *b, size_t stage)
{
	struct flight *f = &b->stages[stage].flight;

	while (read_stream(b, stage, &f->out_fd, 1))
		;
	while (read_stream(b, stage, &f->err_fd, 2))
		;
	fd_close(&f->out_fd);
	fd_close(&f->err_fd);
}

int flight_gathered(struct build *b, struct flight *f, struct gathered **out, struct err *e)
{
	size_t bytes = gathered_bytes(f->work.step);
	AUTO(mem_release) struct gathered *gathered = mem_alloc(bytes);

	f->kind = FLIGHT_NONE;
	if (job_finish(&f->job, gathered, bytes, e) < 0)
		return sources_hint(b, f->work.step, e);
	*out = gathered;
	gathered = NULL;
	return 0;
}

int flight_land(struct build *b, size_t stage, struct err *e)
{
	struct stage_state *s = &b->stages[stage];
	struct step_record record = {0};
	enum flight_kind kind = s->flight.kind;

	read_rest(b, stage);
	s->flight.kind = FLIGHT_NONE;
	b->running--;
	if (kind == FLIGHT_GATHER)
		return flight_gathered(b, &s->flight, &s->gathered, e) < 0
			       ? step_failed(b, stage, e)
			       : 0;
	int failed = job_finish(&s->flight.job, &record, sizeof record, e);
	struct event event = {
		.elapsed_ms = clock_ms() - s->flight.started_ms,
		.text = buf_str(&s->flight.tail),
	};

	if (failed) {
		schedule_emit(b, stage, EVENT_STEP_FAILED, &event);
		return step_failed(b, stage, e);
	}
	event.text = STR("");
	schedule_emit(b, stage, EVENT_STEP_DONE, &event);
	b->result->steps_run++;
	step_finished(b, stage, &record);
	return 0;
}

void flight_release(struct flight *f)
{
	if (f->kind != FLIGHT_NONE)
		job_release(&f->job);
	f->kind = FLIGHT_NONE;
	fd_close(&f->out_fd);
	fd_close(&f->err_fd);
	buf_release(&f->tail);
}
