/* spawn - a process in a sandbox: described as data, interpreted once, waited for.
 *
 * Nothing in the description is looked up later: descriptors, numbers and final texts. It can be
 * printed (spawn_print), so that a test compares sandboxes without starting one. The theory of
 * operation, each step with what must not happen before it, is at the head of spawn.c.
 *
 * Owns: nothing; everything is borrowed for the call. Fails: ERR_SYS, ERR_HOST, ERR_INVALID,
 * ERR_CANCELLED (the sandbox was killed while it was set up). Layer: sys.
 *
 *     struct spawn s = {.root = root, .argv = argv, .envp = envp, .workdir = "/"};
 *     if (spawn_run(&s, &status, e) < 0)
 *         return -1;
 */
#ifndef SYS_SPAWN_H
#define SYS_SPAWN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "sys/limits.h"
#include "sys/mounts.h"
#include "sys/rootfs.h"

struct spawn {
	struct rootfs root; /* a detached mount, or a directory */
	char *const *argv, *const *envp;
	const char *workdir; /* made 0755 with its parents, as uid:gid's, when missing */
	const char *hostname;
	uid_t uid;
	gid_t gid;
	const gid_t *groups;
	size_t groups_n;
	uint64_t capabilities;      /* the bounding set; uid 0 has them too */
	struct mount_table mounts;  /* in order, after the root */
	const struct limit *limits; /* beside those of the caller */
	size_t limits_n;
	bool own_network;   /* a network namespace with nothing but lo */
	int out_fd, err_fd; /* stdin is an empty pipe */
};

/* *status: the exit status, or 128 + signal. A program that cannot be executed is status 1 with a
 * line on err_fd. */
MUST_CHECK int spawn_run(const struct spawn *s, int *status, struct err *e);
void spawn_print(const struct spawn *s, struct buf *out);

#endif
