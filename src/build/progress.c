/* progress - what a job that fetches tells its driver: notes of one size through a pipe. */
#include "build/progress.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "sys/fd.h"

enum { EVERY_MS = 1000 };

static_assert(sizeof(struct progress_note) <= PIPE_BUF, "a note is written in one piece");

static void tell(const struct progress *p, const struct progress_note *note)
{
	struct err ignored;

	if (p->fd >= 0 && fd_write_full(p->fd, note, sizeof *note, &ignored) < 0)
		err_clear(&ignored);
}

struct progress progress_begin(int fd, const char *name)
{
	struct progress p = {.fd = fd, .told_ms = clock_ms()};
	struct progress_note note = {.kind = PROGRESS_BEGIN};

	snprintf(note.name, sizeof note.name, "%s", name);
	tell(&p, &note);
	return p;
}

void progress_bytes(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
	struct progress *p = context;
	uint64_t now_ms = clock_ms();

	if (now_ms - p->told_ms < EVERY_MS)
		return;
	p->told_ms = now_ms;
	tell(p, &(struct progress_note){PROGRESS_BYTES, done_bytes, total_bytes, ""});
}

void progress_end(struct progress *p)
{
	tell(p, &(struct progress_note){.kind = PROGRESS_END});
}

int progress_read(int fd, struct progress_note *out)
{
	ssize_t n = 0;

	do
		n = read(fd, out, sizeof *out);
	while (n < 0 && errno == EINTR);
	if (n == sizeof *out) {
		out->name[sizeof out->name - 1] = '\0';
		return 1;
	}
	return n < 0 && errno == EAGAIN ? 0 : -1;
}
