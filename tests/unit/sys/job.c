#include "sys/job.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "sys/fd.h"

TestSuite(job, .timeout = 20);

static int square(void *argument, void *result, struct err *e)
{
	int n = *(int *)argument;

	if (n < 0)
		return err_set(e, ERR_INVALID, "%d is below zero", n);
	*(int *)result = n * n;
	return 0;
}

Test(job, sends_its_result)
{
	AUTO(job_release) struct job job = JOB_NONE;
	int n = 12, result = 0;
	struct err e;

	cr_assert(job_start(square, &n, sizeof result, &job, &e) == 0);
	cr_assert(job_finish(&job, &result, sizeof result, &e) == 0);
	cr_expect(result == 144);
	cr_expect(job.pid == -1 && job.pidfd == -1 && job.result_fd == -1);
}

Test(job, sends_its_whole_error)
{
	AUTO(job_release) struct job job = JOB_NONE;
	int n = -3, result = 7;
	struct err e;

	cr_assert(job_start(square, &n, sizeof result, &job, &e) == 0);
	cr_assert(job_finish(&job, &result, sizeof result, &e) == -1);
	cr_expect(e.kind == ERR_INVALID);
	cr_expect_str_eq(e.text, "-3 is below zero");
	cr_expect(result == 7, "a failed job leaves the result alone");
}

enum { BIG = 300 * 1000 }; /* more than a pipe holds */

static int fill(void *argument, void *result, struct err *e)
{
	(void)argument;
	(void)e;
	memset(result, 'x', BIG);
	return 0;
}

Test(job, result_larger_than_a_pipe)
{
	AUTO(job_release) struct job job = JOB_NONE;
	char *result = calloc(1, BIG);
	struct err e;

	cr_assert(job_start(fill, NULL, BIG, &job, &e) == 0);
	cr_assert(job_finish(&job, result, BIG, &e) == 0);
	cr_expect(result[0] == 'x' && result[BIG - 1] == 'x');
	free(result);
}

static int die(void *argument, void *result, struct err *e)
{
	(void)result;
	(void)e;
	raise(*(int *)argument);
	return 0;
}

Test(job, death_by_signal_is_an_error_that_names_it)
{
	struct {
		int signal;
		enum err_kind kind;
		const char *text;
	} cases[] = {
		{SIGKILL, ERR_CANCELLED, "signal 9 (Killed)"},
		{SIGTERM, ERR_CANCELLED, "signal 15 (Terminated)"},
		{SIGUSR1, ERR_SYS, "signal 10 (User defined signal 1)"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AUTO(job_release) struct job job = JOB_NONE;
		struct err e;

		cr_assert(job_start(die, &cases[i].signal, 0, &job, &e) == 0);
		cr_assert(job_finish(&job, NULL, 0, &e) == -1);
		cr_expect(e.kind == cases[i].kind);
		cr_expect(strstr(e.text, cases[i].text) != NULL, "%s", e.text);
	}
}

static int leave_quietly(void *argument, void *result, struct err *e)
{
	(void)argument;
	(void)result;
	(void)e;
	_exit(3);
}

Test(job, exit_without_a_result_is_an_error)
{
	AUTO(job_release) struct job job = JOB_NONE;
	struct err e;

	cr_assert(job_start(leave_quietly, NULL, 0, &job, &e) == 0);
	cr_assert(job_finish(&job, NULL, 0, &e) == -1);
	cr_expect(strstr(e.text, "status 3") != NULL, "%s", e.text);
}

/* A child of the job that keeps everything open, the pipe included. */
static int leave_child_and_die(void *argument, void *result, struct err *e)
{
	(void)argument;
	(void)result;
	(void)e;
	if (fork() == 0) {
		/* Not for ever: nobody is left to end it. */
		alarm(10);
		for (;;)
			pause();
	}
	raise(SIGKILL);
	return 0;
}

Test(job, a_grandchild_cannot_hold_a_dead_job_up)
{
	AUTO(job_release) struct job job = JOB_NONE;
	struct err e;

	cr_assert(job_start(leave_child_and_die, NULL, 0, &job, &e) == 0);
	cr_assert(job_finish(&job, NULL, 0, &e) == -1);
	cr_expect(e.kind == ERR_CANCELLED);
}

/* Two processes that hold the writing end given and never let go by themselves. */
static int stay(void *argument, void *result, struct err *e)
{
	pid_t pid = fork();

	(void)argument;
	(void)result;
	if (pid < 0)
		return err_sys(e, "fork");
	signal(SIGTERM, SIG_IGN);
	for (;;)
		pause();
}

static bool hangs_up(int fd)
{
	struct pollfd p = {fd, POLLIN, 0};

	return poll(&p, 1, 5000) == 1 && (p.revents & POLLHUP);
}

Test(job, release_kills_the_whole_job)
{
	struct job job = JOB_NONE;
	struct err e;
	int ends[2];

	cr_assert(fd_pipe(ends, &e) == 0);
	cr_assert(job_start(stay, NULL, 0, &job, &e) == 0);
	close(ends[1]);
	usleep(20 * 1000);
	job_release(&job);
	cr_expect(hangs_up(ends[0]));
	job_release(&job);
	cr_expect(job.pid == -1);
}

static int stay_alone(void *argument, void *result, struct err *e)
{
	(void)argument;
	(void)result;
	while (pause() < 0)
		;
	return err_set(e, ERR_SYS, "unreachable");
}

static int start_job_and_tell(void *argument, void *result, struct err *e)
{
	static struct job inner;

	(void)result;
	if (job_start(stay_alone, NULL, 0, &inner, e) < 0)
		return -1;
	if (fd_write_full(*(int *)argument, "s", 1, e) < 0)
		return -1;
	raise(SIGKILL);
	return 0;
}

Test(job, a_job_dies_with_its_parent)
{
	AUTO(job_release) struct job job = JOB_NONE;
	struct err e;
	int ends[2];
	char c;

	cr_assert(fd_pipe(ends, &e) == 0);
	cr_assert(job_start(start_job_and_tell, &ends[1], 0, &job, &e) == 0);
	close(ends[1]);
	cr_assert(fd_read_full(ends[0], &c, 1) == 1);
	cr_assert(job_finish(&job, NULL, 0, &e) == -1);
	cr_expect(hangs_up(ends[0]), "the inner job outlived the outer");
}

static int report_signals(void *argument, void *result, struct err *e)
{
	struct sigaction action;
	sigset_t mask;

	(void)argument;
	(void)e;
	sigprocmask(SIG_SETMASK, NULL, &mask);
	sigaction(SIGPIPE, NULL, &action);
	*(int *)result = sigismember(&mask, SIGINT) == 0 && action.sa_handler == SIG_DFL;
	return 0;
}

Test(job, starts_with_default_signals)
{
	AUTO(job_release) struct job job = JOB_NONE;
	sigset_t blocked;
	struct err e;
	int plain = 0;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	signal(SIGPIPE, SIG_IGN);
	cr_assert(job_start(report_signals, NULL, sizeof plain, &job, &e) == 0);
	cr_assert(job_finish(&job, &plain, sizeof plain, &e) == 0);
	cr_expect(plain);
}

Test(job, releasing_nothing_is_nothing)
{
	struct job none = JOB_NONE, zero = {0};

	job_release(&none);
	job_release(&zero);
	cr_expect(fcntl(0, F_GETFD) >= 0 || errno != EBADF, "descriptor 0 was closed");
}
