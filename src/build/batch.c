/* batch - the same job for many arguments, so many at once. */
#include "build/batch.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "base/mem.h"

struct running {
	struct job *jobs; /* one an argument; pid -1 where none runs */
	struct pollfd *polls;
	size_t next, active, n;
};

static void running_release(struct running *r)
{
	for (size_t i = 0; i < r->n; i++)
		job_release(&r->jobs[i]);
	free(r->jobs);
	free(r->polls);
}

static int start_more(const struct batch *b, struct running *r, struct err *e)
{
	while (r->next < b->n && r->active < (size_t)b->at_once) {
		char *argument = (char *)b->arguments + r->next * b->argument_bytes;

		if (job_start(b->run, argument, b->result_bytes, &r->jobs[r->next], e) < 0)
			return -1;
		r->next++;
		r->active++;
	}
	return 0;
}

static int wait_for_one(const struct batch *b, struct running *r, struct err *e)
{
	for (size_t i = 0; i < b->n; i++)
		r->polls[i] = (struct pollfd){.fd = r->jobs[i].result_fd, .events = POLLIN};
	r->polls[b->n] = (struct pollfd){.fd = b->cancel_fd, .events = POLLIN};
	while (poll(r->polls, b->n + 1, -1) < 0)
		if (errno != EINTR)
			return err_sys(e, "cannot wait for the jobs");
	if (r->polls[b->n].revents)
		return err_set(e, ERR_CANCELLED, "interrupted");
	return 0;
}

static int finish_ended(const struct batch *b, struct running *r, struct err *e)
{
	for (size_t i = 0; i < b->n; i++) {
		if (r->jobs[i].pid < 0 || !r->polls[i].revents)
			continue;
		char *result = b->results ? (char *)b->results + i * b->result_bytes : NULL;

		if (job_finish(&r->jobs[i], result, b->result_bytes, e) < 0)
			return -1;
		r->active--;
	}
	return 0;
}

int batch_run(const struct batch *b, struct err *e)
{
	AUTO(running_release) struct running r = {.n = b->n};

	r.jobs = mem_alloc(b->n * sizeof *r.jobs);
	r.polls = mem_alloc((b->n + 1) * sizeof *r.polls);
	for (size_t i = 0; i < b->n; i++)
		r.jobs[i] = JOB_NONE;
	while (r.next < b->n || r.active > 0)
		if (start_more(b, &r, e) < 0 || wait_for_one(b, &r, e) < 0 ||
			finish_ended(b, &r, e) < 0)
			return -1;
	return 0;
}
