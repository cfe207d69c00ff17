#include "exec/agent.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "place.h"
#include "sys/fd.h"

static struct place place;
static struct tree dir = {-1};
static int listener = -1, agent_listener = -1, agent = -1;
static struct job job = {-1, -1, -1};
static struct err e;

static void begin(void)
{
	const struct agent_owner owner = {0640, getuid(), getgid()};

	place_open(&place);
	cr_assert_eq(tree_open(place.path, &dir, &e), 0);
	cr_assert_eq(agent_listen(&dir, "real", &owner, &agent_listener, &e), 0, "%s", e.text);
	cr_assert_eq(agent_listen(&dir, "steps", &owner, &listener, &e), 0, "%s", e.text);
	agent = openat(dir.fd, "real", O_PATH | O_CLOEXEC);
	cr_assert(agent >= 0);
	cr_assert_eq(agent_serve(listener, agent, &job, &e), 0, "%s", e.text);
}

static void end(void)
{
	job_release(&job);
	fd_close(&listener);
	fd_close(&agent_listener);
	fd_close(&agent);
	tree_close(&dir);
	place_close(&place);
}

TestSuite(exec_agent, .init = begin, .fini = end, .timeout = 20);

static int step_connect(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s/steps", place.path);
	cr_assert_eq(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
	return fd;
}

static void send_text(int fd, const char *bytes, size_t n)
{
	cr_assert_eq(fd_write_full(fd, bytes, n, &e), 0);
}

static void receives(int fd, const char *bytes, size_t n)
{
	char got[64];

	cr_assert_eq(fd_read_full(fd, got, n), n);
	cr_assert_eq(memcmp(got, bytes, n), 0);
}

Test(exec_agent, the_socket_has_its_own_mode)
{
	struct stat st;

	cr_assert_eq(fstatat(dir.fd, "steps", &st, AT_SYMLINK_NOFOLLOW), 0);
	cr_assert(S_ISSOCK(st.st_mode));
	cr_assert_eq(st.st_mode & 07777, 0640);
	cr_assert_eq(agent_listen(&dir, "steps", &(struct agent_owner){0}, &(int){-1}, &e), -1);
}

Test(exec_agent, listing_and_signing_are_passed_on)
{
	static const char types[] = {11, 13};
	AUTO(fd_close) int client = step_connect();
	AUTO(fd_close) int real = accept(agent_listener, NULL, NULL);

	for (size_t i = 0; i < sizeof types; i++) {
		char ask[] = {0, 0, 0, 3, types[i], 'a', 'b'};

		send_text(client, ask, sizeof ask);
		receives(real, ask, sizeof ask);
		send_text(real, "\0\0\0\2\xcy", 6);
		receives(client, "\0\0\0\2\xcy", 6);
	}
}

/* Adding, removing, locking, extensions: answered here, never seen by the agent. */
Test(exec_agent, everything_else_fails)
{
	static const char types[] = {17, 18, 19, 20, 22, 23, 25, 26, 27, 1, 0};
	AUTO(fd_close) int client = step_connect();
	AUTO(fd_close) int real = accept(agent_listener, NULL, NULL);
	char byte;

	for (size_t i = 0; i < sizeof types; i++) {
		char ask[] = {0, 0, 0, 1, types[i]};

		send_text(client, ask, sizeof ask);
		receives(client, "\0\0\0\1\5", 5);
	}
	cr_assert_eq(recv(real, &byte, 1, MSG_DONTWAIT), -1);
}

Test(exec_agent, what_is_no_message_ends_its_connection_alone)
{
	AUTO(fd_close) int good = step_connect();
	AUTO(fd_close) int real = accept(agent_listener, NULL, NULL);
	AUTO(fd_close) int large = step_connect();
	AUTO(fd_close) int real2 = accept(agent_listener, NULL, NULL);
	AUTO(fd_close) int empty = step_connect();
	AUTO(fd_close) int real3 = accept(agent_listener, NULL, NULL);
	char byte;

	send_text(large, "\xff\xff\xff\xff\x0b", 5);
	send_text(empty, "\0\0\0\0", 4);
	cr_assert(recv(large, &byte, 1, 0) <= 0); /* the end, or a reset */
	cr_assert(recv(empty, &byte, 1, 0) <= 0);
	send_text(good, "\0\0\0\1\x12", 5);
	receives(good, "\0\0\0\1\5", 5);
	cr_assert(real >= 0 && real2 >= 0 && real3 >= 0);
}

/* An ssh that was killed in the middle takes nobody's agent along. */
Test(exec_agent, a_client_that_does_not_wait_for_its_answer_ends_alone)
{
	int hasty = step_connect();
	AUTO(fd_close) int real = accept(agent_listener, NULL, NULL);

	send_text(hasty, "\0\0\0\1\x0b", 5);
	receives(real, "\0\0\0\1\x0b", 5);
	fd_close(&hasty);
	send_text(real, "\0\0\0\1\x0c", 5);
	AUTO(fd_close) int next = step_connect();
	AUTO(fd_close) int real2 = accept(agent_listener, NULL, NULL);

	send_text(next, "\0\0\0\1\x12", 5);
	receives(next, "\0\0\0\1\5", 5);
	cr_assert(real2 >= 0);
}
