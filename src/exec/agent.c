/* agent - an ssh agent's socket for one step, through which keys can be listed and used, no more.
 *
 * A message is a length of four bytes, big end first, and as many bytes, the first of which is its
 * type (draft-ietf-sshm-ssh-agent). Each request has one answer, in order.
 */
#include "exec/agent.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "sys/fd.h"
#include "sys/procfd.h"

enum {
	CONNECTIONS_MAX = 32,
	MESSAGE_BYTES_MAX = 256 * 1024, /* as OpenSSH's own */
	LENGTH_BYTES = 4,
	FAILURE = 5,
	REQUEST_IDENTITIES = 11,
	SIGN_REQUEST = 13,
};

struct connection {
	int client, agent;
};

struct serving {
	int listener, agent;
	struct connection list[CONNECTIONS_MAX];
	size_t n;
	struct buf message;
};

/* The socket's name is reached through a descriptor: short, and nobody can swap its parents. */
static int address_of(int fd, const char *name, struct sockaddr_un *out, struct err *e)
{
	char directory[PROCFD_BYTES];
	int n = 0;

	procfd_name(fd, directory);
	out->sun_family = AF_UNIX;
	n = snprintf(
		out->sun_path, sizeof out->sun_path, "%s%s%s", directory, *name ? "/" : "", name);
	if (n < 0 || (size_t)n >= sizeof out->sun_path)
		return err_set(e, ERR_LIMIT, "the name of a socket is too long");
	return 0;
}

int agent_listen(const struct tree *dir, const char *name, const struct agent_owner *owner,
	int *listener, struct err *e)
{
	struct sockaddr_un address = {0};
	AUTO(fd_close) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return err_sys(e, "cannot make a socket");
	if (address_of(dir->fd, name, &address, e) < 0)
		return -1;
	if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
		listen(fd, CONNECTIONS_MAX) < 0)
		return err_sys(e, "cannot make the agent's socket");
	/* Owner before mode, as a change of owner clears bits. */
	if (fchownat(dir->fd, name, owner->uid, owner->gid, AT_SYMLINK_NOFOLLOW) < 0 ||
		fchmodat(dir->fd, name, owner->mode & 0777, 0) < 0)
		return err_sys(e, "cannot set the owner of the agent's socket");
	*listener = fd_take(&fd);
	return 0;
}

/* One message with its length in front; false at the end of the connection, or when it is none. */
static bool read_message(int fd, struct buf *out)
{
	unsigned char length[LENGTH_BYTES];

	buf_clear(out);
	if (fd_read_full(fd, length, sizeof length) != sizeof length)
		return false;
	size_t n = (size_t)length[0] << 24 | (size_t)length[1] << 16 | (size_t)length[2] << 8 |
		   length[3];

	if (n == 0 || n > MESSAGE_BYTES_MAX)
		return false;
	buf_add(out, length, sizeof length);
	if (fd_read_full(fd, buf_room(out, n), n) != (ssize_t)n)
		return false;
	buf_grew(out, n);
	return true;
}

static bool write_message(int fd, const void *bytes, size_t n)
{
	struct err ignored;

	return fd_write_full(fd, bytes, n, &ignored) == 0;
}

static bool pass_one(struct serving *s, const struct connection *c)
{
	static const unsigned char failure[] = {0, 0, 0, 1, FAILURE};

	if (!read_message(c->client, &s->message))
		return false;
	unsigned char type = (unsigned char)s->message.p[LENGTH_BYTES];

	if (type != REQUEST_IDENTITIES && type != SIGN_REQUEST)
		return write_message(c->client, failure, sizeof failure);
	return write_message(c->agent, s->message.p, s->message.n) &&
	       read_message(c->agent, &s->message) &&
	       write_message(c->client, s->message.p, s->message.n);
}

static void connection_close(struct connection *c)
{
	fd_close(&c->client);
	fd_close(&c->agent);
}

static void accept_one(struct serving *s)
{
	struct sockaddr_un address = {0};
	struct connection c = {accept4(s->listener, NULL, NULL, SOCK_CLOEXEC), -1};
	struct err ignored;

	c.agent = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s->n < CONNECTIONS_MAX && c.client >= 0 && c.agent >= 0 &&
		address_of(s->agent, "", &address, &ignored) == 0 &&
		connect(c.agent, (struct sockaddr *)&address, sizeof address) == 0)
		s->list[s->n++] = c;
	else
		connection_close(&c);
}

static void serve_once(struct serving *s)
{
	struct pollfd polls[CONNECTIONS_MAX + 1];
	size_t n = s->n;

	for (size_t i = 0; i < n; i++)
		polls[i] = (struct pollfd){s->list[i].client, POLLIN, 0};
	polls[n] = (struct pollfd){s->listener, POLLIN, 0};
	if (poll(polls, n + 1, -1) < 0)
		return;
	for (size_t i = n; i-- > 0;) { /* from the end: the last takes the place of one that goes */
		if (!polls[i].revents || pass_one(s, &s->list[i]))
			continue;
		connection_close(&s->list[i]);
		s->list[i] = s->list[--s->n];
	}
	if (polls[n].revents)
		accept_one(s);
}

static int serve(void *argument, void *result, struct err *e)
{
	struct serving *s = argument;

	(void)result;
	/* A client that is gone before its answer is a failed write, and not the agent's end. */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return err_sys(e, "cannot serve an agent's socket");
	for (;;)
		serve_once(s);
	return 0;
}

int agent_serve(int listener, int agent, struct job *out, struct err *e)
{
	struct serving s = {.listener = listener, .agent = agent};

	return job_start(serve, &s, 0, out, e);
}
