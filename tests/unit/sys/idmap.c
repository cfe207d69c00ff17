#include "sys/idmap.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/fd.h"

TestSuite(idmap, .timeout = 30);

/* Runs it where this machine can; where it cannot, the test is skipped with the machine's reason.
 */
static int inside(idmap_main *run, void *argument)
{
	struct err e;
	int status = -1;

	if (idmap_run(run, argument, &status, &e) == 0)
		return status;
	if (e.kind == ERR_HOST)
		cr_skip_test("skipped: %s", e.text);
	cr_assert_fail("%s", e.text);
	return -1;
}

/* Each check has its own exit status, so a failure says which. */
static int check_identity(void *argument)
{
	(void)argument;
	if (getuid() != 0 || geteuid() != 0 || getgid() != 0 || getegid() != 0)
		return 1;
	if (getgroups(0, NULL) != 0)
		return 2;
	if (idmap_count() < 65536)
		return 3;
	if (getpid() != 1)
		return 4;
	return 0;
}

Test(idmap, is_root_with_many_ids_and_process_1)
{
	cr_expect(inside(check_identity, NULL) == 0);
}

static int check_ids(void *argument)
{
	int fd = *(int *)argument;
	struct stat st;

	if (fchown(fd, 65534, 33) < 0 || fstat(fd, &st) < 0)
		return 1;
	return st.st_uid == 65534 && st.st_gid == 33 ? 0 : 2;
}

Test(idmap, ids_of_images_are_usable)
{
	char name[] = "/tmp/idmap-XXXXXX";
	int fd = mkstemp(name);

	cr_assert(fd >= 0);
	unlink(name);
	cr_expect(inside(check_ids, &fd) == 0);
}

static int check_mount(void *argument)
{
	struct stat st;

	if (mount("tmpfs", argument, "tmpfs", 0, "mode=0711") < 0)
		return 1;
	if (stat(argument, &st) < 0)
		return 2;
	return (st.st_mode & 07777) == 0711 ? 0 : 3;
}

Test(idmap, mounts_work_and_are_private)
{
	char name[] = "/tmp/idmap-XXXXXX";
	struct stat st;

	cr_assert_not_null(mkdtemp(name));
	cr_expect(inside(check_mount, name) == 0);
	cr_assert(stat(name, &st) == 0);
	cr_expect((st.st_mode & 07777) == 0700, "the mount was seen outside");
	rmdir(name);
}

static int return_7(void *argument)
{
	(void)argument;
	return 7;
}

static int die_by_abort(void *argument)
{
	(void)argument;
	/* Process 1 gets no SIGABRT from itself; what abort() does then is a fault that counts. */
	signal(SIGSEGV, SIG_DFL);
	abort();
}

static int forward(void *argument)
{
	if (write(*(int *)argument, "r", 1) != 1)
		return 1;
	for (;;)
		pause();
}

/* As root of a container that has its ids already. */
static int nest(void *argument)
{
	int status = -1;
	struct err e;

	if (idmap_run(check_identity, argument, &status, &e) < 0) {
		dprintf(2, "%s\n", e.text);
		return 100;
	}
	return status;
}

Test(idmap, runs_in_a_namespace_that_has_ids)
{
	cr_expect(inside(nest, NULL) == 0);
}

Test(idmap, the_status_is_what_the_command_returned)
{
	cr_expect(inside(return_7, NULL) == 7);
}

Test(idmap, death_by_a_signal_is_128_and_the_signal)
{
	int status = inside(die_by_abort, NULL);

	cr_expect(status == 128 + SIGABRT || status == 128 + SIGSEGV, "%d", status);
}

/* A process that runs M, so that the test can be the terminal or the killer. */
static pid_t start_m(idmap_main *run, int *ready)
{
	struct err e;
	int ends[2];
	pid_t pid;

	cr_assert(fd_pipe(ends, &e) == 0);
	pid = fork();
	if (pid == 0) {
		int status = 0;

		close(ends[0]);
		if (idmap_run(run, &ends[1], &status, &e) < 0)
			_exit(99);
		_exit(status);
	}
	close(ends[1]);
	*ready = ends[0];
	return pid;
}

static void await_ready(pid_t m, int ready)
{
	char c;
	int status;

	if (fd_read_full(ready, &c, 1) == 1)
		return;
	waitpid(m, &status, 0);
	cr_skip_test("skipped: no user namespace here");
}

static bool hangs_up(int fd)
{
	struct pollfd p = {fd, POLLIN, 0};

	return poll(&p, 1, 5000) == 1 && (p.revents & POLLHUP);
}

Test(idmap, signals_are_forwarded)
{
	int signals[] = {SIGINT, SIGTERM, SIGHUP};

	for (size_t i = 0; i < 3; i++) {
		int ready, status;
		pid_t m = start_m(forward, &ready);

		await_ready(m, ready);
		kill(m, signals[i]);
		waitpid(m, &status, 0);
		cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 128 + signals[i]);
		close(ready);
	}
}

/* Orphans in a session of their own, deaf to everything: only the kernel can end them. */
static int leave_orphans(void *argument)
{
	for (int i = 0; i < 3; i++)
		if (fork() == 0) {
			setsid();
			if (fork() != 0)
				_exit(0);
			signal(SIGTERM, SIG_IGN);
			signal(SIGHUP, SIG_IGN);
			for (;;)
				pause();
		}
	return forward(argument);
}

Test(idmap, killing_the_parent_leaves_no_process)
{
	int ready;
	pid_t m = start_m(leave_orphans, &ready);

	await_ready(m, ready);
	kill(m, SIGKILL);
	waitpid(m, NULL, 0);
	cr_expect(hangs_up(ready), "somebody still holds the pipe");
}

Test(idmap, killing_at_any_moment_leaves_no_process)
{
	for (int i = 0; i < 40; i++) {
		int ready;
		pid_t m = start_m(leave_orphans, &ready);

		usleep((useconds_t)(i * 150));
		kill(m, SIGKILL);
		waitpid(m, NULL, 0);
		/* Either it had said that it is ready, or not: end of file comes in both cases. */
		struct pollfd p = {ready, 0, 0};
		cr_expect(poll(&p, 1, 5000) == 1 && (p.revents & POLLHUP), "round %d", i);
		close(ready);
	}
}

Test(idmap, no_descriptor_is_left_open)
{
	int before = open("/", O_PATH);
	int after;

	close(before);
	inside(return_7, NULL);
	after = open("/", O_PATH);
	cr_expect(before == after);
}

Test(idmap, an_account_without_ids_is_told_what_to_do)
{
	struct err e;
	int status;

	if (getuid() != 0)
		cr_skip_test("skipped: only root can become an account without ids");
	cr_assert(setgroups(0, NULL) == 0 && setgid(54321) == 0 && setuid(54321) == 0);
	cr_assert(idmap_run(return_7, NULL, &status, &e) == -1);
	cr_expect(e.kind == ERR_HOST);
	cr_expect_str_eq(e.text, "/etc/subuid has no line for `54321`");
	cr_expect(strstr(e.hint, "sudo usermod --add-subuids") != NULL, "%s", e.hint);
}

Test(idmap, a_helper_without_power_is_told)
{
	struct err e;
	int status;

	if (getuid() == 0)
		cr_skip_test("skipped: root writes its map itself");
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	cr_assert(idmap_run(return_7, NULL, &status, &e) == -1);
	cr_expect(e.kind == ERR_HOST);
	if (strstr(e.text, "/etc/sub") || strstr(e.text, "not installed"))
		cr_skip_test("skipped: %s", e.text);
	cr_expect(strstr(e.text, "no_new_privs") != NULL, "%s", e.text);
}
