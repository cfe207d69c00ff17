/* spawn - killing and failing; what a step sees is tested through exec/run. */
#include "sys/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "inside.h"
#include "sys/caps.h"
#include "sys/fd.h"
#include "sys/job.h"

TestSuite(spawn, .timeout = 60);

/* The machine's own /usr as a root: no mount table, so nothing is made in it. */
struct host_step {
	struct spawn spawn;
	char *argv[4], *envp[2];
};

static void prepare(struct host_step *h, const char *script)
{
	int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	*h = (struct host_step){.argv = {"/bin/sh", "-c", (char *)script}, .envp = {"PATH=/bin"}};
	h->spawn = (struct spawn){.root = {fd},
		.argv = h->argv,
		.envp = h->envp,
		.workdir = "/",
		.hostname = "h",
		.capabilities = CAPS_DEFAULT,
		.out_fd = 1,
		.err_fd = 2};
}

static int simple(void *argument)
{
	struct host_step h;
	struct err e;
	int status = -1, before = dup(0), after;

	(void)argument;
	close(before);
	prepare(&h, "exit 6");
	CHECK_OK(spawn_run(&h.spawn, &status, &e));
	CHECK(status == 6);
	h.argv[2] = "exec 2>/dev/null; kill -SEGV $$; sh -c 'kill -TERM $$'; exit $?";
	CHECK_OK(spawn_run(&h.spawn, &status, &e));
	CHECK(status == 143);
	rootfs_close(&h.spawn.root);
	after = dup(0);
	CHECK(before == after); /* no descriptor is left open */
	return 0;
}

Test(spawn, status_of_the_process)
{
	inside(simple, NULL);
}

static int failing(void *argument)
{
	struct host_step h;
	struct err e;
	int status = -1;

	(void)argument;
	prepare(&h, "exit 0");
	vec_push(&h.spawn.mounts.list,
		(struct mount_row){.kind = MOUNT_NEW, .target = "/tmp", .source = "nosuchfs"});
	CHECK(spawn_run(&h.spawn, &status, &e) == -1);
	CHECK(e.kind == ERR_SYS && e.sys_errno == ENODEV && e.during[0]);
	h.spawn.mounts.list.p[0].optional = true;
	CHECK_OK(spawn_run(&h.spawn, &status, &e));
	CHECK(status == 0);
	vec_release(&h.spawn.mounts.list);
	return 0;
}

Test(spawn, a_failure_in_the_child_is_the_parents_error)
{
	inside(failing, NULL);
}

struct kept {
	int writer;
};

/* A step that holds the pipe as its stdout, deaf, with deaf children. */
static int linger(void *argument, void *result, struct err *e)
{
	const struct kept *k = argument;
	struct host_step h;
	int status;

	(void)result;
	prepare(&h, "trap '' TERM INT HUP; (sleep 1000) & (setsid sleep 1000) & sleep 1000");
	h.spawn.out_fd = k->writer;
	return spawn_run(&h.spawn, &status, e);
}

static bool hangs_up(int fd)
{
	struct pollfd p = {fd, 0, 0};

	return poll(&p, 1, 10000) == 1 && (p.revents & POLLHUP);
}

/* H106: whenever the job dies, its sandbox goes with it. */
static int kill_at_any_moment(void *argument)
{
	(void)argument;
	for (int i = 0; i < 30; i++) {
		struct job job = JOB_NONE;
		struct err e;
		int ends[2];

		CHECK_OK(fd_pipe(ends, &e));
		struct kept k = {ends[1]};
		CHECK_OK(job_start(linger, &k, 0, &job, &e));
		close(ends[1]);
		usleep((useconds_t)(i * 400));
		job_release(&job);
		CHECK(hangs_up(ends[0]));
		close(ends[0]);
	}
	return 0;
}

Test(spawn, killing_the_job_at_any_moment_leaves_no_process)
{
	inside(kill_at_any_moment, NULL);
}

static int run_for_ever(void *argument)
{
	struct err e;

	return linger(argument, NULL, &e);
}

Test(spawn, killing_the_command_at_any_moment_leaves_no_process)
{
	for (int i = 0; i < 20; i++) {
		struct err e;
		int ends[2], status;

		cr_assert(fd_pipe(ends, &e) == 0);
		pid_t m = fork();

		if (m == 0) {
			struct kept k = {ends[1]};

			_exit(idmap_run(run_for_ever, &k, &status, &e) < 0 ? 99 : 0);
		}
		close(ends[1]);
		usleep((useconds_t)(i * 1000));
		kill(m, SIGKILL);
		waitpid(m, NULL, 0);
		cr_expect(hangs_up(ends[0]), "round %d", i);
		close(ends[0]);
	}
}
