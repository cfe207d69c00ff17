/* idhelper - newuidmap and newgidmap: found on the host in fixed places, executed by descriptor. */
#include "sys/idhelper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/strs.h"
#include "sys/fd.h"
#include "sys/procfile.h"
#include "sys/refusal.h"

enum { HELPER_TEXT_LIMIT = 4096 };

struct helper {
	const char *name;
	int fd;
	pid_t pid;
	int text_fd; /* what it says */
};

static void helper_release(struct helper *h)
{
	if (h->pid > 0) {
		kill(h->pid, SIGKILL);
		while (waitpid(h->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	h->pid = -1;
	fd_close(&h->fd);
	fd_close(&h->text_fd);
}

static int helper_find(struct helper *h, struct err *e)
{
	static const char *const places[] = {
		"/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"};
	char path[64];

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		snprintf(path, sizeof path, "%s/%s", places[i], h->name);
		h->fd = open(path, O_RDONLY | O_CLOEXEC);
		if (h->fd >= 0)
			return 0;
	}
	err_set(e, ERR_HOST, "%s is not installed: without it this user has a single id", h->name);
	return err_hint(e, "sudo apt-get install uidmap");
}

static void helper_exec(const struct helper *h, pid_t pid, const struct id_map *map, int out)
{
	static char *const environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C", NULL};
	AUTO(strs_release) struct strs argv = {0};
	AUTO(buf_release) struct buf words = {0};
	struct str word, rest;

	buf_fmt(&words, "%s %d", h->name, (int)pid);
	for (size_t i = 0; i < map->n; i++)
		buf_fmt(&words, " %llu %llu %llu", (unsigned long long)map->p[i].inside,
			(unsigned long long)map->p[i].outside, (unsigned long long)map->p[i].count);
	for (rest = buf_str(&words); rest.n > 0;) {
		str_cut(rest, ' ', &word, &rest);
		strs_add(&argv, word);
	}
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	fexecve(h->fd, strs_argv(&argv), environment);
	dprintf(out, "cannot execute %s: %s\n", h->name, strerror(errno));
}

static int helper_start(struct helper *h, pid_t pid, const struct id_map *map, struct err *e)
{
	int ends[2];

	if (fd_pipe(ends, e) < 0)
		return -1;
	h->text_fd = ends[0];
	h->pid = fork();
	if (h->pid == 0) {
		helper_exec(h, pid, map, ends[1]);
		_exit(127);
	}
	close(ends[1]);
	return h->pid < 0 ? err_sys(e, "cannot start %s", h->name) : 0;
}

/* A setuid bit or a file capability that the mount does not switch off. */
static bool has_privilege(int fd)
{
	struct statvfs fs;
	struct stat st;

	if (fstatvfs(fd, &fs) == 0 && (fs.f_flag & ST_NOSUID))
		return false;
	if (fstat(fd, &st) == 0 && (st.st_mode & S_ISUID) && st.st_uid == 0)
		return true;
	return fgetxattr(fd, "security.capability", NULL, 0) > 0;
}

static int explain(const struct helper *h, struct str text, struct err *e)
{
	char value[16];

	text = str_trim(text);
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1) {
		err_set(e, ERR_HOST, "%s has no power here, no_new_privs is set: %.*s", h->name,
			STR_FMT(text));
		return err_hint(
			e, "in Kubernetes: allowPrivilegeEscalation: true, or hostUsers: false");
	}
	if (!has_privilege(h->fd)) {
		err_set(e, ERR_HOST,
			"%s has no power: it is neither setuid root nor has it the "
			"capability, or its file system is mounted nosuid",
			h->name);
		return err_hint(e, "sudo chmod u+s \"$(command -v %s)\"", h->name);
	}
	if (*procfile_read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", value,
		    sizeof value) == '1')
		return refusal_explain(EPERM, e);
	return err_set(e, ERR_HOST, "%s refuses the map: %.*s", h->name, STR_FMT(text));
}

static int helper_finish(struct helper *h, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};
	int status = 0;

	if (fd_read_all(h->text_fd, HELPER_TEXT_LIMIT, &text, e) < 0)
		return -1;
	while (waitpid(h->pid, &status, 0) < 0 && errno == EINTR)
		;
	h->pid = -1;
	return status == 0 ? 0 : explain(h, buf_str(&text), e);
}

int idhelper_write(pid_t pid, const struct id_map *uids, const struct id_map *gids, struct err *e)
{
	AUTO(helper_release) struct helper u = {"newuidmap", -1, -1, -1};
	AUTO(helper_release) struct helper g = {"newgidmap", -1, -1, -1};

	if (helper_find(&u, e) < 0 || helper_find(&g, e) < 0 ||
		helper_start(&u, pid, uids, e) < 0 || helper_start(&g, pid, gids, e) < 0)
		return -1;
	return helper_finish(&u, e) < 0 || helper_finish(&g, e) < 0 ? -1 : 0;
}
