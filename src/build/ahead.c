/* ahead - what a build fetches is fetched from its beginning on, beside the steps that come first.
 *
 * What an ADD of something remote takes in depends on no step before it, so it need not wait for
 * its stage. A few are gathered at once, besides the jobs of the stages: they wait for the network
 * and not for a processor. Two that name the same source follow each other: the second then finds
 * in the store what the first one brought.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/vec.h"
#include "build/progress.h"
#include "build/state.h"
#include "plan/source_form.h"
#include "sys/fd.h"

static bool is_remote(const struct step *step)
{
	return gathered_bytes(step) > sizeof(struct gathered);
}

static const struct step *step_of(const struct build *b, const struct ahead *a)
{
	return &b->program.stages.p[a->stage].steps.p[a->step];
}

void ahead_list(struct build *b)
{
	for (size_t i = 0; i < b->stages_n; i++)
		for (size_t j = 0; j < b->program.stages.p[i].steps.n; j++)
			if (is_remote(&b->program.stages.p[i].steps.p[j]))
				vec_push(&b->ahead,
					(struct ahead){.stage = i,
						.step = j,
						.source = {.root = {.root = ROOTFS_NONE}},
						.flight = {.job = JOB_NONE,
							.out_fd = -1,
							.err_fd = -1}});
}

static bool is_up(const struct ahead *a)
{
	return a->flight.kind != FLIGHT_NONE;
}

static bool share_a_source(const struct copy *x, const struct copy *y)
{
	for (size_t i = 0; i < x->sources.n; i++)
		if (source_form(x->sources.p[i]) != SOURCE_PATH &&
			strs_has(&y->sources, x->sources.p[i]))
			return true;
	return false;
}

static bool may_start(const struct build *b, const struct ahead *a)
{
	for (size_t i = 0; i < b->ahead.n; i++)
		if (is_up(&b->ahead.p[i]) &&
			share_a_source(&step_of(b, a)->copy, &step_of(b, &b->ahead.p[i])->copy))
			return false;
	return true;
}

static int start(struct build *b, struct ahead *a, struct err *e)
{
	const struct step *step = step_of(b, a);
	AUTO(fd_close) int notes = -1;

	a->source.origin = step->copy.from;
	if (source_open_origin(b, &a->source, e) < 0)
		return -1;
	a->flight.work = flight_work(b, step);
	a->flight.work.source = &a->source.root;
	if (flight_pipe(&a->flight.out_fd, &notes, e) < 0)
		return -1;
	a->flight.work.out_fd = notes;
	if (flight_start(&a->flight, FLIGHT_GATHER, e) < 0)
		return -1;
	b->fetching++;
	return 0;
}

/* In order: one that has to wait holds up those behind it. */
int ahead_start(struct build *b, struct err *e)
{
	for (size_t i = 0; i < b->ahead.n && b->fetching < AHEAD_AT_ONCE; i++) {
		struct ahead *a = &b->ahead.p[i];

		if (a->gathered || a->taken || is_up(a))
			continue;
		if (!may_start(b, a))
			return 0;
		if (start(b, a, e) < 0)
			return step_failed_at(b, a->stage, a->step, e);
	}
	return 0;
}

struct ahead *ahead_find(struct build *b, size_t stage)
{
	for (size_t i = 0; i < b->ahead.n; i++)
		if (b->ahead.p[i].stage == stage && b->ahead.p[i].step == b->stages[stage].next)
			return &b->ahead.p[i];
	return NULL;
}

void ahead_poll(const struct build *b, struct pollfd *polls)
{
	for (size_t i = 0; i < AHEAD_POLLS; i++)
		polls[i] = (struct pollfd){.fd = -1};
	for (size_t i = 0; i < b->ahead.n; i++) {
		const struct flight *f = &b->ahead.p[i].flight;

		if (!is_up(&b->ahead.p[i]))
			continue;
		*polls++ = (struct pollfd){.fd = f->job.result_fd, .events = POLLIN};
		*polls++ = (struct pollfd){.fd = f->out_fd, .events = POLLIN};
	}
}

/* One fetch after the other: each is a task of its own. */
static void show(struct build *b, struct flight *f, const struct progress_note *note)
{
	AUTO(mem_release) char *name = mem_fmt("fetch %s", note->name);
	struct event event = {.task = f->task};

	switch (note->kind) {
	case PROGRESS_BEGIN:
		f->task = event.task = ++b->tasks;
		f->started_ms = clock_ms();
		event.kind = EVENT_TASK_STARTED;
		event.name = str_of(name);
		break;
	case PROGRESS_BYTES:
		event.kind = EVENT_TASK_BYTES;
		event.done_bytes = note->done_bytes;
		event.total_bytes = note->total_bytes;
		break;
	case PROGRESS_END:
		event.kind = EVENT_TASK_DONE;
		event.elapsed_ms = clock_ms() - f->started_ms;
		break;
	}
	event_emit(b->sink, &event);
}

static void read_notes(struct build *b, struct flight *f)
{
	struct progress_note note;
	int got = 0;

	while (f->out_fd >= 0 && (got = progress_read(f->out_fd, &note)) > 0)
		show(b, f, &note);
	if (got < 0)
		fd_close(&f->out_fd);
}

static int land(struct build *b, struct ahead *a, struct err *e)
{
	read_notes(b, &a->flight);
	fd_close(&a->flight.out_fd);
	b->fetching--;
	int failed = flight_gathered(b, &a->flight, &a->gathered, e);

	source_close_origin(&a->source);
	return failed ? step_failed_at(b, a->stage, a->step, e) : 0;
}

int ahead_serve(struct build *b, const struct pollfd *polls, struct err *e)
{
	for (size_t i = 0; i < b->ahead.n; i++) {
		struct ahead *a = &b->ahead.p[i];

		if (!is_up(a))
			continue;
		if (polls[1].revents)
			read_notes(b, &a->flight);
		if (polls[0].revents && land(b, a, e) < 0)
			return -1;
		polls += 2;
	}
	return 0;
}

void ahead_release(struct build *b)
{
	for (size_t i = 0; i < b->ahead.n; i++) {
		flight_release(&b->ahead.p[i].flight);
		source_close_origin(&b->ahead.p[i].source);
		mem_release(&b->ahead.p[i].gathered);
	}
	vec_release(&b->ahead);
}
