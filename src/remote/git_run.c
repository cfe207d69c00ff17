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
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/strs.h"
#include "remote/git_env.h"
#include "remote/git_explain.h"
#include "sys/baseset.h"
#include "sys/fd.h"
#include "sys/hostpath.h"
#include "sys/job.h"
#include "sys/spawn.h"

enum { OUTPUT_BYTES_MAX = 1 << 20, COMPLAINT_BYTES_MAX = 64 << 10, READ_BYTES = 16 << 10 };

/* No file of a repository, and no pack, is larger. */
#define FILE_BYTES_MAX ((rlim_t)16 << 30)

/* Programs, and what they need to know of the machine: names, addresses, certificates. */
static const char *const places[] = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc",
	"/opt", "/nix/store", "/gnu/store", "/run/systemd/resolve", "/run/resolvconf",
	"/run/NetworkManager", "/run/current-system"};

struct command {
	struct spawn spawn;
	struct strs env;
	const char **argv;
	char **envp;
	struct rootfs root;
};

static void command_release(struct command *c)
{
	vec_release(&c->spawn.mounts.list);
	strs_release(&c->env);
	free(c->argv);
	free(c->envp);
	rootfs_close(&c->root);
}

static int find_git(const char *search, struct err *e)
{
	struct str rest = str_of(search);

	while (rest.n > 0) {
		struct str directory;

		str_cut(rest, ':', &directory, &rest);
		AUTO(mem_release) char *path = mem_fmt("%.*s/git", STR_FMT(directory));

		if (path[0] == '/' && hostpath_has(path))
			return 0;
	}
	err_set(e, ERR_HOST, "git is not installed: a repository cannot be fetched");
	return err_hint(e, "sudo apt-get install git");
}

static void describe_mounts(const struct git_access *a, struct mount_table *table)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (hostpath_has(places[i]))
			vec_push(&table->list, (struct mount_row){.kind = MOUNT_HOST,
						       .target = places[i],
						       .source = places[i],
						       .read_only = true,
						       .nosuid = true,
						       .nodev = true});
	baseset_add(table, false);
	vec_push(&table->list, (struct mount_row){.kind = MOUNT_NEW,
				       .target = "/tmp",
				       .source = "tmpfs",
				       .options = {"mode=1777", "size=65536k"},
				       .nosuid = true,
				       .nodev = true,
				       .noexec = true});
	vec_push(&table->list, (struct mount_row){.kind = MOUNT_FILE,
				       .target = GIT_KNOWN_HOSTS_PLACE,
				       .bytes = a->known_hosts,
				       .mode = 0400,
				       .read_only = true,
				       .nosuid = true,
				       .nodev = true,
				       .noexec = true});
	if (a->ca_file)
		vec_push(&table->list, (struct mount_row){.kind = MOUNT_HOST,
					       .target = GIT_AUTHORITIES_PLACE,
					       .source = a->ca_file,
					       .read_only = true,
					       .nosuid = true,
					       .nodev = true,
					       .noexec = true});
	if (a->agent_fd >= 0)
		vec_push(&table->list, (struct mount_row){.kind = MOUNT_FD,
					       .target = GIT_AGENT_PLACE,
					       .fd = a->agent_fd,
					       .nosuid = true,
					       .nodev = true,
					       .noexec = true});
}

static int describe(const struct git *g, const char *const argv[], struct command *c, struct err *e)
{
	size_t n = 0;

	if (rootfs_of(g->work.fd, &c->root, e) < 0)
		return -1;
	while (argv[n])
		n++;
	c->argv = mem_alloc((n + 2) * sizeof *c->argv);
	c->argv[0] = "git";
	memcpy(c->argv + 1, argv, n * sizeof *argv);
	git_env_make(g, &c->env);
	c->envp = strs_argv(&c->env);
	describe_mounts(g->access, &c->spawn.mounts);
	c->spawn.root = c->root;
	c->spawn.argv = (char *const *)c->argv;
	c->spawn.envp = c->envp;
	c->spawn.workdir = "/";
	c->spawn.hostname = "lichen";
	return 0;
}

static int run_command(void *argument, void *result, struct err *e)
{
	const struct command *c = argument;
	struct rlimit size = {FILE_BYTES_MAX, FILE_BYTES_MAX};

	if (setrlimit(RLIMIT_FSIZE, &size) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_sys(e, "cannot set limits for git");
	return spawn_run(&c->spawn, result, e);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
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
	int64_t end_ms = now_ms() + (int64_t)timeout_s * 1000;

	while (s[0].fd >= 0 || s[1].fd >= 0) {
		struct pollfd fds[] = {
			{s[0].fd, POLLIN, 0}, {s[1].fd, POLLIN, 0}, {cancel_fd, POLLIN, 0}};
		int64_t left_ms = end_ms - now_ms();

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

static int start(struct command *c, struct stream s[2], struct job *job, struct err *e)
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
	c->spawn.out_fd = out[1];
	c->spawn.err_fd = errors[1];
	started = job_start(run_command, c, sizeof(int), job, e);
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
	AUTO(command_release) struct command c = {.root = ROOTFS_NONE};
	AUTO(buf_release) struct buf complaint = {0};
	AUTO(streams_close)
	struct stream s[2] = {
		{-1, out, OUTPUT_BYTES_MAX, false}, {-1, &complaint, COMPLAINT_BYTES_MAX, true}};
	AUTO(job_release) struct job job = JOB_NONE;
	int status = 0;

	if (find_git(g->access->search, e) < 0 || describe(g, argv, &c, e) < 0 ||
		start(&c, s, &job, e) < 0 || listen_to(s, g->access->cancel_fd, timeout_s, e) < 0 ||
		job_finish(&job, &status, sizeof status, e) < 0)
		return -1;
	return status == 0 ? 0 : git_explain(buf_str(&complaint), status, e);
}
