/* idmap - the one user and mount namespace in which a command lives.
 *
 * Theory of operation. M is the calling process, W runs the command:
 *
 *   1. M reads which ids it may map. Before anything exists, so that a missing line in /etc/subuid
 *      is told without a namespace having been made.
 *   2. M blocks the signals that it is going to forward, then clones W into new user, mount and pid
 *      namespaces at once. A signal from here on waits until M can pass it on.
 *   3. W waits on a pipe. It must not act before it has ids: until then every file is nobody's.
 *      End of file instead of the word to go on means that M is gone, and W goes too.
 *   4. M has the maps written (newuidmap and newgidmap at once; itself when it is root) and says
 *      go. M keeps its end of the pipe: its end is how W sees M's.
 *   5. W becomes 0:0 without supplementary groups. PDEATHSIG comes after, because a change of ids
 *      clears it; then W looks whether M died in between (the pipe hangs up). Mounts are made
 *      private, so that no mount of the host's later appears in the command's view.
 *   6. W tells its failure as a whole struct err, or closes that pipe; M then forwards and waits.
 *
 * W is process 1 of its pid namespace: however it ends, the kernel kills all that is left in there.
 * As process 1 it gets no signal that it does not catch, so it catches the three that M forwards,
 * until the command installs handlers of its own. The host's /proc stays: it is W's own view of
 * /proc/self that counts, and a new one could not be mounted where the host's is masked.
 *
 * As root of a container that has many ids (a pod with user namespaces) the map is there already:
 * only the mount and pid namespaces are new.
 */
#include "sys/idmap.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/clone.h"
#include "sys/fd.h"
#include "sys/idhelper.h"
#include "sys/procfile.h"
#include "sys/refusal.h"
#include "sys/subid.h"

enum {
	IDS_NEEDED = 65536, /* what images use: 0..65535, nobody included */
	SUBID_FILE_LIMIT = 1024 * 1024,
	MAP_TEXT_BYTES = 4096,
};

enum map_by { MAP_BY_HELPERS, MAP_BY_SELF, MAP_KEPT };

struct maps {
	enum map_by by;
	struct id_map uids, gids;
};

struct worker {
	idmap_main *run;
	void *argument;
	int go_fd, error_fd;
	sigset_t mask;
};

static unsigned long covered(const char *path)
{
	char text[MAP_TEXT_BYTES];
	struct id_map map;
	uint64_t next = 0;

	id_map_parse(str_of(procfile_read(path, text, sizeof text)), &map);
	for (size_t i = 0; i < map.n; i++) /* lines come in any order */
		for (size_t j = 0; j < map.n; j++)
			if (map.p[j].inside == next)
				next += map.p[j].count;
	return next;
}

unsigned long idmap_count(void)
{
	unsigned long uids = covered("/proc/self/uid_map");
	unsigned long gids = covered("/proc/self/gid_map");

	return uids < gids ? uids : gids;
}

static int read_subids(const char *path, struct buf *out, struct err *e)
{
	AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return err_sys(e, "cannot open %s", path);
	return fd_read_all(fd, SUBID_FILE_LIMIT, out, e);
}

/* What the two files say. */
struct grants {
	struct buf uids, gids;
};

static void grants_release(struct grants *g)
{
	buf_release(&g->uids);
	buf_release(&g->gids);
}

/* The range in the hint is nobody's yet: with another account's it would own that one's files. */
static int hint_free_range(const struct grants *g, const char *name, struct err *e)
{
	unsigned long long uid = subid_free(buf_str(&g->uids));
	unsigned long long gid = subid_free(buf_str(&g->gids));

	return err_hint(e, "sudo usermod --add-subuids %llu-%llu --add-subgids %llu-%llu %s", uid,
		uid + IDS_NEEDED - 1, gid, gid + IDS_NEEDED - 1, name);
}

static int no_ids(const char *file, const char *name, uint64_t found, struct err *e)
{
	if (found == 0)
		err_set(e, ERR_HOST, "%s has no line for `%s`", file, name);
	else
		err_set(e, ERR_HOST, "%s grants `%s` %llu ids, an image needs %d", file, name,
			(unsigned long long)found, IDS_NEEDED);
	return -1;
}

/* Both files hold owners by name; the number is the uid in subgid as well. */
static int grant(struct maps *maps, const char *name, uid_t uid, struct err *e)
{
	AUTO(grants_release) struct grants g = {0};
	char shown[64];
	int failed = 0;

	if (read_subids("/etc/subuid", &g.uids, e) < 0 ||
		read_subids("/etc/subgid", &g.gids, e) < 0)
		return -1;
	id_map_add(&maps->uids, geteuid(), 1);
	id_map_add(&maps->gids, getegid(), 1);
	subid_parse(buf_str(&g.uids), str_of(name), uid, &maps->uids);
	subid_parse(buf_str(&g.gids), str_of(name), uid, &maps->gids);
	snprintf(shown, sizeof shown, "%u", (unsigned)uid);
	name = *name ? name : shown;
	if (id_map_count(&maps->uids) < IDS_NEEDED)
		failed = no_ids("/etc/subuid", name, id_map_count(&maps->uids) - 1, e);
	else if (id_map_count(&maps->gids) < IDS_NEEDED)
		failed = no_ids("/etc/subgid", name, id_map_count(&maps->gids) - 1, e);
	return failed < 0 ? hint_free_range(&g, name, e) : 0;
}

static int choose_for_user(struct maps *maps, struct err *e)
{
	/* An arbitrary uid without a passwd line (OpenShift) is still good for a numeric entry. */
	const struct passwd *account = getpwuid(getuid());

	maps->by = MAP_BY_HELPERS;
	return grant(maps, account ? account->pw_name : "", getuid(), e);
}

/* Root goes into a namespace too, with a range where somebody set one aside. */
static int choose_for_root(struct maps *maps)
{
	static const char *const owners[] = {"root", "lichen", "containers"};
	struct err none;

	maps->by = MAP_BY_SELF;
	for (size_t i = 0; i < sizeof owners / sizeof *owners; i++) {
		maps->uids.n = maps->gids.n = 0;
		if (grant(maps, owners[i], (uid_t)-1, &none) == 0)
			return 0;
	}
	maps->uids.n = maps->gids.n = 0;
	id_map_add(&maps->uids, 0, UINT32_MAX);
	id_map_add(&maps->gids, 0, UINT32_MAX);
	return 0;
}

/* Asked by number, which the kernel fixes: root of another namespace may have a map of all ids too,
 * but finds processes under other numbers in /proc and so could not write a map. */
static bool in_first_namespace(void)
{
	static const char first[] = "user:[4026531837]";
	char link[sizeof first] = "";

	return readlink("/proc/self/ns/user", link, sizeof link) == sizeof first - 1 &&
	       memcmp(link, first, sizeof first - 1) == 0;
}

static int choose(struct maps *maps, struct err *e)
{
	if (geteuid() != 0)
		return choose_for_user(maps, e);
	if (in_first_namespace())
		return choose_for_root(maps);
	maps->by = MAP_KEPT;
	if (idmap_count() >= IDS_NEEDED)
		return 0;
	err_set(e, ERR_HOST, "this user namespace has %lu ids, an image needs %d", idmap_count(),
		IDS_NEEDED);
	return err_hint(e, "start lichen outside of it (not under `unshare -r`), or give it %d ids",
		IDS_NEEDED);
}

static int write_map(pid_t pid, const char *name, const struct id_map *map, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};
	AUTO(fd_close) int fd = -1;
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
	id_map_text(map, &text);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text.p, text.n) != (ssize_t)text.n) /* at once or not at all */
		return err_sys(e, "cannot write %s", name);
	return 0;
}

static int write_maps(pid_t pid, const struct maps *maps, struct err *e)
{
	switch (maps->by) {
	case MAP_KEPT: return 0;
	case MAP_BY_HELPERS: return idhelper_write(pid, &maps->uids, &maps->gids, e);
	case MAP_BY_SELF: break;
	}
	if (write_map(pid, "uid_map", &maps->uids, e) < 0)
		return -1;
	return write_map(pid, "gid_map", &maps->gids, e);
}

/* Process 1 gets only signals that it catches. Whatever it started dies with it. */
static void leave(int signal)
{
	_exit(128 + signal);
}

static bool parent_is_gone(int go_fd)
{
	struct pollfd fd = {go_fd, POLLIN, 0};

	return poll(&fd, 1, 0) > 0 && (fd.revents & POLLHUP);
}

static int settle(const struct worker *w, struct err *e)
{
	struct sigaction leaving = {.sa_handler = leave};
	char go;

	if (fd_read_full(w->go_fd, &go, 1) != 1)
		_exit(1); /* M failed and says so itself, or is gone */
	if (setgroups(0, NULL) < 0 || setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
		return err_sys(e, "cannot become root of the user namespace");
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return err_sys(e, "cannot tie the command to its parent");
	if (parent_is_gone(w->go_fd))
		_exit(1);
	sigaction(SIGINT, &leaving, NULL);
	sigaction(SIGTERM, &leaving, NULL);
	sigaction(SIGHUP, &leaving, NULL);
	sigprocmask(SIG_SETMASK, &w->mask, NULL);
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return refusal_explain(errno, e);
	return 0;
}

static NORETURN void work(struct worker *w)
{
	struct err e, unsent;

	if (settle(w, &e) < 0) {
		err_during(&e, "setting up the user namespace");
		_exit(fd_write_full(w->error_fd, &e, sizeof e, &unsent) < 0 ? 1 : 0);
	}
	fd_close(&w->error_fd);
	int status = w->run(w->argument);
	fflush(NULL); /* what the command has buffered; nothing of M's was, see idmap_run */
	_exit(status);
}

static void block_signals(sigset_t *forwarded, sigset_t *before)
{
	struct sigaction plain = {.sa_handler = SIG_DFL};

	sigemptyset(forwarded);
	sigaddset(forwarded, SIGINT);
	sigaddset(forwarded, SIGTERM);
	sigaddset(forwarded, SIGHUP);
	sigaddset(forwarded, SIGCHLD);
	sigaction(SIGCHLD, &plain, NULL); /* an ignored one would reap W unseen */
	sigprocmask(SIG_BLOCK, forwarded, before);
}

/* Forwards until W ends. A terminal sends its signals to W as well: only kill()'s are passed on. */
static int attend(pid_t pid, const sigset_t *forwarded)
{
	siginfo_t info;
	int status;

	for (;;) {
		pid_t ended = waitpid(pid, &status, WNOHANG);

		if (ended == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		if (sigwaitinfo(forwarded, &info) > 0 && info.si_signo != SIGCHLD &&
			info.si_code != SI_KERNEL)
			kill(pid, info.si_signo);
	}
}

/* M's half of the handshake: maps, go, and W's word that it is ready. */
static int install(pid_t pid, const struct maps *maps, int go_fd, int error_fd, struct err *e)
{
	struct err from_worker;
	ssize_t got;

	if (write_maps(pid, maps, e) < 0)
		return err_during(e, "mapping the user's ids");
	if (fd_write_full(go_fd, "g", 1, e) < 0)
		return -1;
	got = fd_read_full(error_fd, &from_worker, sizeof from_worker);
	if (got == (ssize_t)sizeof from_worker) {
		*e = from_worker;
		return -1;
	}
	return 0;
}

struct handshake {
	int go[2], error[2];
};

static void handshake_release(struct handshake *h)
{
	for (int i = 0; i < 2; i++) {
		fd_close(&h->go[i]);
		fd_close(&h->error[i]);
	}
}

static int start_and_attend(struct worker *w, const struct maps *maps, const sigset_t *forwarded,
	int *exit_status, struct err *e)
{
	AUTO(handshake_release) struct handshake h = {{-1, -1}, {-1, -1}};
	uint64_t user = maps->by == MAP_KEPT ? 0 : CLONE_NEWUSER;
	pid_t pid;

	if (fd_pipe(h.go, e) < 0 || fd_pipe(h.error, e) < 0)
		return -1;
	pid = clone_process(user | CLONE_NEWNS | CLONE_NEWPID, NULL);
	if (pid < 0)
		return refusal_explain(errno, e);
	if (pid == 0) {
		fd_close(&h.go[1]);
		fd_close(&h.error[0]);
		w->go_fd = h.go[0];
		w->error_fd = h.error[1];
		work(w);
	}
	fd_close(&h.go[0]);
	fd_close(&h.error[1]);
	if (install(pid, maps, h.go[1], h.error[0], e) < 0) {
		kill(pid, SIGKILL);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
		return -1;
	}
	*exit_status = attend(pid, forwarded);
	return 0;
}

int idmap_run(idmap_main *run, void *argument, int *exit_status, struct err *e)
{
	struct worker w = {.run = run, .argument = argument};
	struct maps maps = {0};
	sigset_t forwarded;
	int done;

	if (choose(&maps, e) < 0)
		return -1;
	fflush(NULL); /* or W would print what M has buffered once more */
	block_signals(&forwarded, &w.mask);
	done = start_and_attend(&w, &maps, &forwarded, exit_status, e);
	sigprocmask(SIG_SETMASK, &w.mask, NULL);
	return done;
}
