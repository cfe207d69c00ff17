/* git_run - one command of the machine's git, in a sandbox, with nothing of the user's at hand.
 *
 * The command runs in a job, so that this process can read what it says and watch the clock. The
 * job's end, however it comes, is the end of the command: it is process 1 of a pid namespace and
 * dies with the job.
 */
#include "remote/git_run.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "remote/git_explain.h"
#include "remote/git_sandbox.h"
#include "sys/fd.h"
#include "sys/job.h"

enum { OUTPUT_BYTES_MAX = 1 << 20, COMPLAINT_BYTES_MAX = 64 << 10, READ_BYTES = 16 << 10 };

/* No file of a repository, and no pack, is larger. */
#define FILE_BYTES_MAX ((rlim_t)16 << 30)

static int run_command(void *argument, void *result, struct err *e)
{
	const struct git_sandbox *box = argument;
	struct rlimit size = {FILE_BYTES_MAX, FILE_BYTES_MAX};

	if (setrlimit(RLIMIT_FSIZE, &size) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_sys(e, "cannot set limits for git");
	return spawn_run(&box->spawn, result, e);
}

struct stream {
	int fd;
	struct buf *text; /* NULL: thrown away */
	size_t limit;
	bool cut; /* past the limit: thrown away, not refused */
};

/* What is readable is read once. */
static int read_stream(struct stream *s, struct err *e)
{
	char bytes[READ_BYTES];
	ssize_t n = read(s->fd, bytes, sizeof bytes);

	if (n < 0 && errno == EINTR)
		return 0;
	if (n <= 0) {
		fd_close(&s->fd);
		return 0;
	}
	if (!s->text || (s->cut && s->text->n + (size_t)n > s->limit))
		return 0;
	if (s->text->n + (size_t)n > s->limit)
		return err_set(e, ERR_LIMIT, "git says more than %zu bytes", s->limit);
	buf_add(s->text, bytes, (size_t)n);
	return 0;
}

/* Until both streams have ended, which they do when the command has. */
static int listen_to(struct stream s[2], int cancel_fd, int timeout_s, struct err *e)
{
	int64_t end_ms = (int64_t)clock_ms() + (int64_t)timeout_s * 1000;

	while (s[0].fd >= 0 || s[1].fd >= 0) {
		struct pollfd fds[] = {
			{s[0].fd, POLLIN, 0}, {s[1].fd, POLLIN, 0}, {cancel_fd, POLLIN, 0}};
		int64_t left_ms = end_ms - (int64_t)clock_ms();

		if (left_ms <= 0)
			return err_set(e, ERR_LIMIT, "git did not come to an end in %d seconds",
				timeout_s);
		if (poll(fds, 3, (int)left_ms) < 0 && errno != EINTR)
			return err_sys(e, "cannot wait for git");
		if (fds[2].revents & POLLIN)
			return err_set(e, ERR_CANCELLED, "interrupted");
		for (int i = 0; i < 2; i++)
			if (fds[i].revents && read_stream(&s[i], e) < 0)
				return -1;
	}
	return 0;
}

static int start(struct git_sandbox *box, struct stream s[2], struct job *job, struct err *e)
{
	int out[2], errors[2];
	int started;

	if (fd_pipe(out, e) < 0)
		return -1;
	s[0].fd = out[0];
	if (fd_pipe(errors, e) < 0) {
		close(out[1]);
		return -1;
	}
	s[1].fd = errors[0];
	box->spawn.out_fd = out[1];
	box->spawn.err_fd = errors[1];
	started = job_start(run_command, box, sizeof(int), job, e);
	close(out[1]);
	close(errors[1]);
	return started;
}

static void streams_close(struct stream (*s)[2])
{
	fd_close(&(*s)[0].fd);
	fd_close(&(*s)[1].fd);
}

int git_run(const struct git *g, const char *const argv[], int timeout_s, struct buf *out,
	struct err *e)
{
	AUTO(git_sandbox_release) struct git_sandbox box = {.root = ROOTFS_NONE};
	AUTO(buf_release) struct buf complaint = {0};
	AUTO(streams_close)
	struct stream s[2] = {
		{-1, out, OUTPUT_BYTES_MAX, false}, {-1, &complaint, COMPLAINT_BYTES_MAX, true}};
	AUTO(job_release) struct job job = JOB_NONE;
	int status = 0;

	if (git_sandbox_make(g, argv, &box, e) < 0 || start(&box, s, &job, e) < 0 ||
		listen_to(s, g->access->cancel_fd, timeout_s, e) < 0 ||
		job_finish(&job, &status, sizeof status, e) < 0)
		return -1;
	return status == 0 ? 0 : git_explain(buf_str(&complaint), status, e);
}
