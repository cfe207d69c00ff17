/* run - one RUN step in a sandbox of its own: described as data, then interpreted.
 *
 * The order in which privileges are given up, and what must not happen before each, is told in
 * sys/spawn.c. What the step sees: what docker build shows it. No host file but the six device
 * nodes, resolv.conf and hosts (copies); stdin an empty pipe; fixed host name; docker's default
 * capabilities and seccomp filter.
 *
 * Owns: nothing; struct sandbox borrows all that it names. Fails: ERR_STEP never (the status is a
 * result); ERR_INVALID (no command, a NUL in a text), ERR_SYS, ERR_HOST, ERR_NOT_FOUND (user).
 * Layer: exec.
 */
#ifndef EXEC_RUN_H
#define EXEC_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/strs.h"
#include "exec/user.h"
#include "sys/limits.h"
#include "sys/rootfs.h"

enum sandbox_mount_kind { SANDBOX_BIND, SANDBOX_TMPFS, SANDBOX_FILE };

/* In the order of application after the base set (/proc, /dev, /sys, resolv.conf, hosts); sorted by
 * target by the caller. */
struct sandbox_mount {
	enum sandbox_mount_kind kind;
	int source_fd;      /* SANDBOX_BIND: a directory or file, O_PATH */
	const char *target; /* absolute in the rootfs */
	bool read_only;
	uint64_t size_bytes; /* SANDBOX_TMPFS */
	struct str bytes;    /* SANDBOX_FILE: a memory file (secret, script) with mode, uid, gid */
	uint32_t mode, uid, gid;
};

struct sandbox {
	struct rootfs root; /* the writable detached overlay */
	const struct strs *argv;
	const struct map *env; /* final but for HOME, which is added from the user when absent */
	struct user user;
	const char *workdir; /* created 0755 as the user when missing */
	const char *hostname;
	bool network_none;
	const struct sandbox_mount *mounts;
	size_t mounts_n;
	struct str resolv_conf, hosts; /* contents */
	const struct limit *limits;
	size_t limits_n;
	int out_fd, err_fd; /* the step's stdout and stderr */
};

/* *status: 0..255, or 128 + signal. Mount point stubs made for the step are gone again, by
 * descriptor. Exec failures are status 1 (as docker build shows them) with a line on err_fd: 127
 * not found, 126 not executable are NOT used: docker build shows 1. */
MUST_CHECK int sandbox_run(const struct sandbox *s, int *status, struct err *e);
/* --dump=sandbox: the description as text, without starting anything. */
void sandbox_dump(const struct sandbox *s, struct buf *out);

#endif
