/* served - a loopback HTTP server of a test's own: answers are bytes, requests are kept as text.
 *
 * A forked child answers one connection after the other: the first answer for the path that has
 * uses left. What it was asked lies one after the other in a file that the test reads. It ends with
 * the test, by its pid. Layer: tests.
 *
 *     static const struct answer answers[] = {{"/f", "HTTP/1.1 200 OK\r\n\r\nhello"}};
 *     AUTO(served_release) struct served s = served_start(answers, 1);
 */
#ifndef TESTS_SERVED_H
#define TESTS_SERVED_H

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/attr.h"

struct answer {
	const char *path;
	const char *reply; /* head and body; `@` in it is host:port of the server */
	size_t fill_bytes; /* that many `x` follow */
	int uses;          /* 0: as often as asked */
	bool hang;         /* the connection stays open and silent */
};

struct served {
	pid_t pid;
	int port, log;
	char url[64]; /* of the root, without a slash at the end */
};

static inline void served_reply(int fd, const struct answer *a, const char *host)
{
	char block[4096];

	for (const char *p = a->reply; *p; p++) {
		const char *bytes = *p == '@' ? host : p;

		if (send(fd, bytes, *p == '@' ? strlen(host) : 1, MSG_NOSIGNAL) < 0)
			return;
	}
	memset(block, 'x', sizeof block);
	for (size_t left = a->fill_bytes; left > 0;) {
		size_t n = left < sizeof block ? left : sizeof block;

		if (send(fd, block, n, MSG_NOSIGNAL) < 0)
			return;
		left -= n;
	}
	if (a->hang)
		pause();
}

static inline void served_one(int fd, struct answer *answers, size_t n, const char *host, int log)
{
	char request[8192] = "";
	size_t got = 0;
	char path[512] = "";

	while (got < sizeof request - 1 && !strstr(request, "\r\n\r\n")) {
		ssize_t more = read(fd, request + got, sizeof request - 1 - got);

		if (more <= 0)
			return;
		got += (size_t)more;
	}
	if (write(log, request, got) < 0)
		return;
	sscanf(request, "%*s %511s", path);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(answers[i].path, path) != 0 || answers[i].uses < 0)
			continue;
		if (answers[i].uses > 0 && --answers[i].uses == 0)
			answers[i].uses = -1;
		served_reply(fd, &answers[i], host);
		return;
	}
	served_reply(fd,
		&(struct answer){.reply = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"},
		host);
}

static inline void served_loop(
	int listener, const struct answer *answers, size_t n, struct served *s)
{
	struct answer *mine = malloc((n + 1) * sizeof *mine);

	memcpy(mine, answers, n * sizeof *mine);
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			_exit(1);
		served_one(fd, mine, n, s->url + strlen("http://"), s->log);
		shutdown(fd, SHUT_WR);
		close(fd);
	}
}

static inline struct served served_start(const struct answer *answers, size_t n)
{
	struct served s = {.pid = -1, .log = memfd_create("requests", 0)};
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof at;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	static const char *const proxies[] = {
		"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

	for (size_t i = 0; i < sizeof proxies / sizeof *proxies; i++)
		unsetenv(proxies[i]); /* nobody else has to do with a test */
	cr_assert(s.log >= 0 && listener >= 0);
	cr_assert_eq(bind(listener, (struct sockaddr *)&at, sizeof at), 0);
	cr_assert_eq(listen(listener, 16), 0);
	cr_assert_eq(getsockname(listener, (struct sockaddr *)&at, &length), 0);
	s.port = ntohs(at.sin_port);
	snprintf(s.url, sizeof s.url, "http://127.0.0.1:%d", s.port);
	s.pid = fork();
	cr_assert(s.pid >= 0);
	if (s.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		served_loop(listener, answers, n, &s);
	}
	close(listener);
	return s;
}

/* What it was asked so far; the next call overwrites it. */
static inline const char *served_log(const struct served *s)
{
	static char text[65536];
	ssize_t n = pread(s->log, text, sizeof text - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static inline int served_requests(const struct served *s)
{
	int n = 0;

	for (const char *p = served_log(s); (p = strstr(p, "\r\n\r\n")); p += 4)
		n++;
	return n;
}

static inline void served_release(struct served *s)
{
	if (s->pid > 0) {
		kill(s->pid, SIGKILL);
		waitpid(s->pid, NULL, 0);
	}
	if (s->log >= 0)
		close(s->log);
	s->pid = s->log = -1;
}

#endif
