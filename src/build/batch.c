/* batch - the same job for many arguments, so many at once. */
#include "build/batch.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "base/mem.h"

/* What runs, side by side: poll takes no more descriptors than a process may have, and a list is
 * as long as whoever wrote it likes. */
struct running {
	struct slot {
		struct job job; /* pid -1 where none runs */
		size_t argument;
	} * slots;
	struct pollfd *polls;
	size_t slots_n, next, active;
};

static void running_release(struct running *r)
{
	for (size_t i = 0; i < r->slots_n; i++)
		job_release(&r->slots[i].job);
	free(r->slots);
	free(r->polls);
}

static void running_begin(struct running *r, size_t slots_n)
{
	r->slots = mem_alloc((slots_n + 1) * sizeof *r->slots);
	r->polls = mem_alloc((slots_n + 1) * sizeof *r->polls);
	r->slots_n = slots_n;
	for (size_t i = 0; i < slots_n; i++)
		r->slots[i].job = JOB_NONE;
}

static int start_more(const struct batch *b, struct running *r, struct err *e)
{
	for (size_t i = 0; i < r->slots_n && r->next < b->n; i++) {
		char *argument = (char *)b->arguments + r->next * b->argument_bytes;

		if (r->slots[i].job.pid > 0)
			continue;
		r->slots[i].argument = r->next;
		if (job_start(b->run, argument, b->result_bytes, &r->slots[i].job, e) < 0)
			return -1;
		r->next++;
		r->active++;
	}
	return 0;
}

static int wait_for_one(const struct batch *b, struct running *r, struct err *e)
{
	for (size_t i = 0; i < r->slots_n; i++)
		r->polls[i] = (struct pollfd){.fd = r->slots[i].job.result_fd, .events = POLLIN};
	r->polls[r->slots_n] = (struct pollfd){.fd = b->cancel_fd, .events = POLLIN};
	while (poll(r->polls, r->slots_n + 1, -1) < 0)
		if (errno != EINTR)
			return err_sys(e, "cannot wait for the jobs");
	if (r->polls[r->slots_n].revents)
		return err_set(e, ERR_CANCELLED, "interrupted");
	return 0;
}

static int finish_ended(const struct batch *b, struct running *r, struct err *e)
{
	for (size_t i = 0; i < r->slots_n; i++) {
		size_t at = r->slots[i].argument * b->result_bytes;
		char *result = b->results ? (char *)b->results + at : NULL;

		if (r->slots[i].job.pid < 0 || !r->polls[i].revents)
			continue;
		if (job_finish(&r->slots[i].job, result, b->result_bytes, e) < 0)
			return -1;
		r->active--;
	}
	return 0;
}

int batch_run(const struct batch *b, struct err *e)
{
	AUTO(running_release) struct running r = {0};

	running_begin(&r, b->n < (size_t)b->at_once ? b->n : (size_t)b->at_once);
	while (r.next < b->n || r.active > 0)
		if (start_more(b, &r, e) < 0 || wait_for_one(b, &r, e) < 0 ||
			finish_ended(b, &r, e) < 0)
			return -1;
	return 0;
}

struct batch batch_of_one(job_function *run, void *argument, int cancel_fd)
{
	return (struct batch){
		.run = run, .arguments = argument, .n = 1, .at_once = 1, .cancel_fd = cancel_fd};
}
