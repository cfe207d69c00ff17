/* git_run - one command of the machine's git, in a sandbox, with nothing of the user's at hand.
 *
 * What it has: a root of its own, in which the machine's programs and /etc are read-only and the
 * work directory is all that can be written; pid, ipc, uts, mount and cgroup namespaces of its own,
 * so that nothing outlives it; no capability, no set-id program, the steps' system call filter; a
 * clean environment. What it sees of the user: the text of known_hosts, a socket of an agent, one
 * HTTP header for one host. What is not cut off: the network, which is the machine's, and files in
 * /etc and /usr that the user may read. It runs as the user (id 0 of the build's namespace).
 *
 * git itself is told by its environment, not by a command line that others see: no configuration
 * but ours, no hooks, filters, helpers or prompts, objects checked as they come, and no protocol
 * but https, http, ssh and git, for submodules and redirections too.
 *
 * Owns: nothing. Fails: ERR_HOST (no git), ERR_CANCELLED, ERR_LIMIT, ERR_INVALID with what git
 * said. Processes: one at a time, killed with all that it started when the time is up, when
 * cancel_fd says so, and with the caller. Layer: remote.
 */
#ifndef REMOTE_GIT_RUN_H
#define REMOTE_GIT_RUN_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "remote/git_url.h"
#include "sys/tree.h"

/* What the caller grants; all of it may be empty, or -1. */
struct git_access {
	const char *search;        /* PATH: where git and ssh are looked for */
	const struct map *proxies; /* http_proxy and the like */
	struct str known_hosts;    /* the user's file */
	const char *ca_file;       /* instead of the system's authorities */
	int agent_fd;              /* an ssh agent's socket, O_PATH */
	struct str authorization;  /* the header's value, for the URL's own host */
	int cancel_fd;             /* readable: stop */
};

struct git {
	const struct git_access *access;
	const struct git_url *url;
	struct tree work; /* becomes the root: commands see it as `/` */
};

/* argv: after `git`, ends with NULL. What it writes is appended to out, which may be NULL. */
MUST_CHECK int git_run(const struct git *g, const char *const argv[], int timeout_s,
	struct buf *out, struct err *e);

#endif
