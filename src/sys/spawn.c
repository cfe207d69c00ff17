/* spawn - a process in a sandbox: described as data, interpreted once, waited for. */
#include "sys/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/caps.h"
#include "sys/clone.h"
#include "sys/execute.h"
#include "sys/fd.h"
#include "sys/landlock.h"
#include "sys/refusal.h"
#include "sys/resolve.h"
#include "sys/seccomp.h"
#include "sys/stubs.h"

/* Theory of operation. The parent P is a job in the command's user namespace; the child C becomes
 * the step. Before C exists, P makes the mount points that the root lacks (stubs), while the mount
 * is still seen by nobody, and clones what the mounts take from P's own namespace. Then C:
 *
 *   1. starts in new pid, ipc, uts, mount, cgroup (and network) namespaces, as process 1: when it
 *      ends, the kernel ends all that it left behind. A session of its own: no terminal to type
 *      into (TIOCSTI), no process group shared with the builder.
 *   2. applies the mount table and pivots. Before it no foreign code exists that could swap a path.
 *   3. sets host name and loopback: both need capabilities that go in 6.
 *   4. enters the working directory, made if missing, by descriptor and without magic links: a
 *      WORKDIR of /proc/self/fd/7 would lead out (CVE-2024-21626). As root, since parents may be
 *      closed to the user; after 2, so that it may lie in a mount.
 *   5. puts stdin, stdout and stderr in place and gives pipes to the user, who may open
 *      /dev/stdout again by name.
 *   6. is enclosed by Landlock: after 2, as no mount can be made any more, and before 8, since it
 *      needs CAP_SYS_ADMIN. Then cuts the bounding set, which needs CAP_SETPCAP.
 *   7. installs the system call filter. Without no_new_privs that needs CAP_SYS_ADMIN, so before 8;
 *      and after everything above, which it would forbid. All that follows passes it.
 *   8. takes groups, gid and uid in this order, as the earlier ones need root. The kernel
 *      clears the effective set of whoever leaves uid 0; capset then makes it exact for uid 0 too.
 *      The limits that were asked for come last of all that could fail by them.
 *   9. asks for SIGKILL at P's end. Not before 8: a change of ids forgets it. And as P may have
 *      ended before, C looks whether P still holds the error pipe.
 *  10. marks every descriptor above 2 close-on-exec and executes. A failure up to here travels to P
 *      as a whole struct err; a program that cannot be executed is the step's failure, told on
 *      its stderr.
 *
 * The builder is out of reach meanwhile: no process outside is visible in the new pid namespace,
 * and the one way to the builder's own file, /proc/self/exe before the execution, is a magic link
 * to what lies outside the enclosure of 6.
 */

enum { STEP_CANNOT_EXEC = 1, MESSAGE_BYTES = 8192 };

struct pipes {
	int input;             /* the read end of an empty pipe */
	int errors, errors_in; /* C's error comes out of errors */
};

static void pipes_release(struct pipes *p)
{
	fd_close(&p->input);
	fd_close(&p->errors);
	fd_close(&p->errors_in);
}

static int pipes_make(struct pipes *p, struct err *e)
{
	int ends[2];

	if (fd_pipe(ends, e) < 0)
		return -1;
	p->input = ends[0];
	close(ends[1]);
	if (fd_pipe(ends, e) < 0)
		return -1;
	p->errors = ends[0];
	p->errors_in = ends[1];
	return 0;
}

static int raise_loopback(struct err *e)
{
	AUTO(fd_close) int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		return err_sys(e, "cannot bring up the loopback device");
	return 0;
}

static int enter_workdir(const struct spawn *s, struct err *e)
{
	struct rootfs_owner owner = {s->uid, s->gid, 0755, -1};
	AUTO(fd_close)
	int fd = resolve_raw(s->root.fd, *s->workdir ? s->workdir : "/", O_PATH | O_DIRECTORY, 0,
		RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);

	if (fd < 0 && errno != ENOENT)
		resolve_fail(e, "enter", s->workdir);
	else if (fd >= 0 || rootfs_mkdirs(&s->root, s->workdir, &owner, &fd, e) == 0)
		return fchdir(fd) < 0 ? err_sys(e, "cannot enter `%s`", s->workdir) : 0;
	return err_during(e, "entering the working directory `%s`", s->workdir);
}

/* Out of the way of 0..2, then in place. */
static int place_streams(const struct spawn *s, int input, struct err *e)
{
	int from[3] = {input, s->out_fd, s->err_fd};

	for (int i = 0; i < 3; i++) {
		from[i] = fcntl(from[i], F_DUPFD_CLOEXEC, 3);
		if (from[i] < 0)
			return err_sys(e, "cannot set up the step's output");
	}
	for (int i = 0; i < 3; i++) {
		struct stat st;

		if (dup2(from[i], i) < 0 || fstat(i, &st) < 0)
			return err_sys(e, "cannot set up the step's output");
		/* A pipe of somebody outside the map stays theirs: it is open and works. */
		if (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode))
			(void)!fchown(i, s->uid, s->gid);
	}
	return 0;
}

static int become_user(const struct spawn *s, struct err *e)
{
	if (setgroups(s->groups_n, s->groups) < 0)
		return err_sys(e, "cannot set the step's groups");
	if (setresgid(s->gid, s->gid, s->gid) < 0)
		return err_sys(e, "cannot become group %u", (unsigned)s->gid);
	if (setresuid(s->uid, s->uid, s->uid) < 0)
		return err_sys(e, "cannot become user %u", (unsigned)s->uid);
	return caps_set(s->uid == 0 ? s->capabilities : 0, e);
}

/* The parent holds the reading end for as long as it lives. */
static bool parent_is_gone(int errors_in)
{
	struct pollfd fd = {errors_in, 0, 0};

	return poll(&fd, 1, 0) > 0 && (fd.revents & POLLERR);
}

static int close_others(struct err *e)
{
	if (syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
		return 0;
	if (errno != ENOSYS && errno != EINVAL)
		return err_sys(e, "cannot close descriptors");
	return err_set(e, ERR_HOST, "this kernel is too old: close_range needs Linux 5.11");
}

static int set_up(
	const struct spawn *s, struct mount_sources *sources, struct pipes *p, struct err *e)
{
	setsid();
	if (mount_apply(&s->mounts, sources, &s->root, e) < 0 || mount_pivot(&s->root, e) < 0)
		return -1;
	if (sethostname(s->hostname, strlen(s->hostname)) < 0)
		return err_sys(e, "cannot set the host name");
	if (s->own_network && raise_loopback(e) < 0)
		return -1;
	umask(022);
	if (enter_workdir(s, e) < 0 || place_streams(s, p->input, e) < 0)
		return -1;
	if (landlock_enclose("/", e) < 0 || caps_bound(s->capabilities, e) < 0 ||
		seccomp_install(e) < 0)
		return -1;
	if (become_user(s, e) < 0 || limits_apply(s->limits, s->limits_n, e) < 0)
		return -1;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (parent_is_gone(p->errors_in))
		_exit(1);
	return close_others(e);
}

static NORETURN void become_step(
	const struct spawn *s, struct mount_sources *sources, struct pipes *p)
{
	char message[MESSAGE_BYTES];
	struct err e, unsent;

	fd_close(&p->errors);
	if (set_up(s, sources, p, &e) < 0)
		_exit(fd_write_full(p->errors_in, &e, sizeof e, &unsent) < 0);
	execute(s->argv, s->envp, message, sizeof message - 1);
	message[strlen(message) + 1] = '\0';
	message[strlen(message)] = '\n';
	if (fd_write_full(STDERR_FILENO, message, strlen(message), &unsent) < 0)
		_exit(STEP_CANNOT_EXEC); /* nobody reads the step's errors: the status says it */
	_exit(STEP_CANNOT_EXEC);
}

/* New file systems hide what lies below them: no stub is needed there. */
static bool is_covered(const struct mount_table *table, size_t row)
{
	const char *target = table->list.p[row].target;

	for (size_t i = 0; i < row; i++) {
		const struct mount_row *above = &table->list.p[i];
		size_t n = strlen(above->target);

		if ((above->kind == MOUNT_NEW || above->kind == MOUNT_HOST) &&
			strncmp(target, above->target, n) == 0 && target[n] == '/')
			return true;
	}
	return false;
}

static int make_stubs(const struct spawn *s, struct stubs *stubs, struct err *e)
{
	for (size_t i = 0; i < s->mounts.list.n; i++) {
		const struct mount_row *row = &s->mounts.list.p[i];

		if (!mount_wants_target(row) || is_covered(&s->mounts, i))
			continue;
		if (stubs_make(stubs, &s->root, row->target, mount_is_directory(row), e) < 0)
			return -1;
	}
	return 0;
}

static int await(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int start(const struct spawn *s, struct mount_sources *sources, int *status, struct err *e)
{
	AUTO(pipes_release) struct pipes pipes = {-1, -1, -1};
	uint64_t namespaces = CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNS |
			      CLONE_NEWCGROUP | (s->own_network ? CLONE_NEWNET : 0);
	struct err from_child;
	ssize_t got;
	pid_t pid;

	if (pipes_make(&pipes, e) < 0)
		return -1;
	pid = clone_process(namespaces, NULL);
	if (pid < 0)
		return refusal_explain(errno, e);
	if (pid == 0)
		become_step(s, sources, &pipes);
	fd_close(&pipes.errors_in);
	got = fd_read_full(pipes.errors, &from_child, sizeof from_child);
	*status = await(pid);
	if (got != (ssize_t)sizeof from_child)
		return 0;
	*e = from_child;
	return err_during(e, "setting up the sandbox");
}

/* A mount of its own, so that the caller's stays attached nowhere and serves the next step too. A
 * kernel before 6.15 does not clone a detached mount: then that itself is used, which is good for
 * one step. */
static int own_root(const struct spawn *s, struct rootfs *out, struct err *e)
{
	struct statx st;

	if (mount_clone(s->root.fd, &out->fd, e) == 0)
		return 0;
	if (e->kind != ERR_HOST || statx(s->root.fd, "", AT_EMPTY_PATH, 0, &st) < 0 ||
		!(st.stx_attributes & STATX_ATTR_MOUNT_ROOT))
		return -1;
	return rootfs_of(s->root.fd, out, e);
}

int spawn_run(const struct spawn *s, int *status, struct err *e)
{
	AUTO(stubs_release) struct stubs stubs = {0};
	AUTO(mount_sources_release) struct mount_sources sources = {0};
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;
	struct spawn own = *s;

	if (own_root(s, &root, e) < 0)
		return -1;
	own.root = root;
	if (make_stubs(&own, &stubs, e) < 0 || mount_prepare(&own.mounts, &sources, e) < 0)
		return -1;
	return start(&own, &sources, status, e);
}
