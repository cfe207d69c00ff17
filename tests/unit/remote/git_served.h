/* git_served - a repository of a test's own, on loopback: `git daemon`, one process a connection.
 *
 * main has two commits (c1, c2), v1 is an annotated tag of c1, light a light one; there are a
 * directory, a link that leads out, a program and an LFS filter. Layer: tests.
 *
 *     AUTO(git_served_release) struct git_served s = git_served_start();
 */
#ifndef TESTS_GIT_SERVED_H
#define TESTS_GIT_SERVED_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/attr.h"
#include "place.h"

struct git_served {
	struct place place;
	pid_t pid;
	char url[64]; /* git://127.0.0.1:PORT */
	char first[41], second[41], tag[41];
};

static const char git_served_script[] =
	"set -e; cd \"$1\"; umask 077\n"
	"export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent\n"
	"export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a "
	"GIT_COMMITTER_EMAIL=a@b\n"
	"export GIT_AUTHOR_DATE='1600000000 +0000' GIT_COMMITTER_DATE='1600000000 +0000'\n"
	"git init -q -b main w; cd w; mkdir d; echo one >f; echo x >d/x; ln -s /etc out\n"
	"printf '#!/bin/sh\\n' >run; chmod 755 run; echo '*.big filter=lfs' >.gitattributes\n"
	"echo pointer >a.big; git add -A; git commit -qm c1; git tag -a -m t v1; git tag light\n"
	"echo two >f; GIT_COMMITTER_DATE='1700000000 +0000' git commit -qam c2; cd ..\n"
	"git clone -q --bare w r.git; cd r.git\n"
	"git rev-parse v1^{commit} main v1 >../names; chmod -R a+rX ..\n";

static inline void git_served_make(struct git_served *s)
{
	char command[4096];
	FILE *names;

	snprintf(command, sizeof command, "exec sh -c '%s' sh %s", "eval \"$SCRIPT\"",
		s->place.path);
	setenv("SCRIPT", git_served_script, 1);
	cr_assert_eq(system(command), 0);
	snprintf(command, sizeof command, "%s/names", s->place.path);
	names = fopen(command, "re");
	cr_assert(names && fscanf(names, "%40s %40s %40s", s->first, s->second, s->tag) == 3);
	fclose(names);
}

/* Who serves a connection ends with it; none is left to the test's own parent. */
static inline void git_served_end(int signal)
{
	(void)signal;
	while (wait(NULL) > 0 || errno == EINTR)
		;
	_exit(0);
}

static inline void git_served_loop(int listener, const char *base)
{
	char option[128];

	snprintf(option, sizeof option, "--base-path=%s", base);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGTERM, git_served_end);
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			_exit(1);
		if (fork() == 0) {
			signal(SIGCHLD, SIG_DFL);
			signal(SIGTERM, SIG_DFL);
			dup2(fd, 0);
			dup2(fd, 1);
			setenv("GIT_CONFIG_COUNT", "1", 1);
			setenv("GIT_CONFIG_KEY_0", "safe.directory", 1);
			setenv("GIT_CONFIG_VALUE_0", "*", 1);
			execlp("git", "git", "daemon", "--inetd", "--export-all", option, NULL);
			_exit(1);
		}
		close(fd);
	}
}

static inline struct git_served git_served_start(void)
{
	struct git_served s = {.pid = -1};
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof at;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (system("git --exec-path >/dev/null 2>&1 && test -x \"$(git "
		   "--exec-path)/git-daemon\"") != 0)
		cr_skip_test("skipped: there is no git daemon");
	place_open(&s.place);
	git_served_make(&s);
	cr_assert_eq(bind(listener, (struct sockaddr *)&at, sizeof at), 0);
	cr_assert_eq(listen(listener, 16), 0);
	cr_assert_eq(getsockname(listener, (struct sockaddr *)&at, &length), 0);
	snprintf(s.url, sizeof s.url, "git://127.0.0.1:%d", ntohs(at.sin_port));
	s.pid = fork();
	cr_assert(s.pid >= 0);
	if (s.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		git_served_loop(listener, s.place.path);
	}
	close(listener);
	return s;
}

static inline void git_served_release(struct git_served *s)
{
	kill(s->pid, SIGTERM);
	waitpid(s->pid, NULL, 0);
	place_close(&s->place);
}

#endif
