/* job - a function run in a forked child, which sends its result or its whole struct err back.
 *
 * On the pipe: one byte that says which, then the result or the error. The job leads a process
 * group of its own, so that helpers it started are killed with it, and a terminal's SIGINT reaches
 * only the driver, which decides. The parent waits on the pipe and the pidfd at once: a grandchild
 * that kept the pipe open cannot hold a dead job up.
 */
#include "sys/job.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/fd.h"

enum { JOB_DONE = 'd', JOB_FAILED = 'f' };

/* The driver may have blocked or caught signals for its event loop; a job wants none of that. */
static void default_signals(void)
{
	struct sigaction plain = {.sa_handler = SIG_DFL};
	sigset_t none;

	for (int signal = 1; signal < NSIG; signal++)
		(void)sigaction(signal, &plain, NULL); /* KILL and STOP refuse: as they should */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void become_job(pid_t parent)
{
	default_signals();
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) /* it died before the line above */
		_exit(1);
}

static NORETURN void work(job_function *run, void *argument, size_t result_bytes, int out)
{
	void *result = mem_alloc(result_bytes);
	struct err e, unsent;
	char status = JOB_DONE;

	err_clear(&e);
	if (run(argument, result, &e) < 0)
		status = JOB_FAILED;
	if (fd_write_full(out, &status, 1, &unsent) < 0)
		_exit(1);
	if (status == JOB_DONE)
		_exit(fd_write_full(out, result, result_bytes, &unsent) < 0);
	_exit(fd_write_full(out, &e, sizeof e, &unsent) < 0);
}

int job_start(
	job_function *run, void *argument, size_t result_bytes, struct job *out, struct err *e)
{
	AUTO(fd_close) int reader = -1;
	AUTO(fd_close) int writer = -1;
	pid_t parent = getpid();
	int ends[2];

	*out = JOB_NONE;
	if (fd_pipe(ends, e) < 0)
		return -1;
	reader = ends[0];
	writer = ends[1];
	fcntl(reader, F_SETFL, O_NONBLOCK);
	out->pid = fork();
	if (out->pid < 0)
		return err_sys(e, "cannot start a job");
	if (out->pid == 0) {
		fd_close(&reader);
		become_job(parent);
		work(run, argument, result_bytes, writer);
	}
	setpgid(out->pid, out->pid); /* whoever comes first: it must hold before a release */
	out->pidfd = (int)syscall(SYS_pidfd_open, out->pid, 0);
	if (out->pidfd < 0) {
		err_sys(e, "cannot watch a job");
		job_release(out);
		return -1;
	}
	out->result_fd = fd_take(&reader);
	return 0;
}

/* Kills what the job left behind, then reaps it: its number stays its own until then. */
static int end(struct job *job)
{
	int status = 0;

	kill(-job->pid, SIGKILL);
	while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
		;
	fd_close(&job->pidfd);
	fd_close(&job->result_fd);
	job->pid = -1;
	return status;
}

static bool wait_readable(const struct job *job)
{
	struct pollfd fds[] = {{job->result_fd, POLLIN, 0}, {job->pidfd, POLLIN, 0}};

	while (poll(fds, 2, -1) < 0 && errno == EINTR)
		;
	return fds[0].revents != 0;
}

/* Whether all n bytes came; false when the job ended before. */
static bool receive(const struct job *job, void *bytes, size_t n)
{
	bool more = true;
	char *p = bytes;

	while (n > 0) {
		ssize_t got = read(job->result_fd, p, n);

		if (got > 0) {
			p += got;
			n -= (size_t)got;
		} else if (got == 0 || (errno != EAGAIN && errno != EINTR) || !more) {
			return false;
		} else if (errno == EAGAIN) {
			/* Ended and nothing there: look once more for what came in between. */
			more = wait_readable(job);
		}
	}
	return true;
}

static bool is_request(int signal)
{
	return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP;
}

static int died(int status, struct err *e)
{
	if (!WIFSIGNALED(status))
		return err_set(e, ERR_SYS, "a job ended with status %d and without a result",
			WEXITSTATUS(status));
	err_set(e, is_request(WTERMSIG(status)) ? ERR_CANCELLED : ERR_SYS,
		"a job died of signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
	if (WTERMSIG(status) == SIGKILL)
		err_hint(e, "if nobody killed it, memory ran out: `dmesg` tells");
	return -1;
}

int job_finish(struct job *job, void *result, size_t result_bytes, struct err *e)
{
	char kind = 0;
	bool whole = receive(job, &kind, 1);
	struct err from_job;
	int status;

	if (whole && kind == JOB_DONE)
		whole = receive(job, result, result_bytes);
	else if (whole)
		whole = receive(job, &from_job, sizeof from_job);
	if (whole) /* let it leave by itself: nothing but _exit is left for it to do */
		while (waitid(P_PID, (id_t)job->pid, &(siginfo_t){0}, WEXITED | WNOWAIT) < 0 &&
			errno == EINTR)
			;
	status = end(job);
	if (!whole)
		return died(status, e);
	if (kind == JOB_DONE)
		return 0;
	*e = from_job;
	return -1;
}

void job_release(struct job *job)
{
	if (job->pid <= 0)
		return;
	kill(job->pid, SIGKILL); /* the group may not have it yet */
	end(job);
}
