/* user - who a USER or --chown text means in a rootfs, by its own passwd and group (never NSS).
 *
 * passwd and group are read in-root, regular files only, at most USER_FILE_BYTES_MAX; hostile lines
 * are skipped by rule. Spelling rules: image/spelling.h for USER, BuildKit's for --chown.
 *
 * Owns: nothing; struct user is flat. Fails: ERR_NOT_FOUND (unknown name; hint has the nearest),
 * ERR_INVALID (malformed, out of range), ERR_LIMIT. Layer: exec.
 */
#ifndef EXEC_USER_H
#define EXEC_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "sys/rootfs.h"

enum { USER_GROUPS_MAX = 256, USER_NAME_BYTES = 64, USER_FILE_BYTES_MAX = 1024 * 1024 };

/* The largest id that every runtime takes: kubelet and containerd read signed 32 bits. */
#define USER_ID_MAX 2147483647u

struct user {
	uid_t uid;
	gid_t gid;
	gid_t groups[USER_GROUPS_MAX]; /* supplementary, sorted, without gid; none when a group was
					  given */
	size_t groups_n;
	char name[USER_NAME_BYTES]; /* of the account, "" when it has none */
	char home[4096];            /* "/" when it has none */
	bool group_given;
};

/* For RUN and for the final image: NULL or "" is uid 0. */
MUST_CHECK int user_resolve(
	const struct rootfs *root, struct str text, struct user *out, struct err *e);
/* For --chown and WORKDIR: `u` alone takes u as group too when numeric; names must exist. */
MUST_CHECK int owner_resolve(
	const struct rootfs *root, struct str text, uid_t *uid, gid_t *gid, struct err *e);

/* What some C library, Go's Atoi or a shell would take for a number, and the one form among these
 * that all of them read alike: decimal, without a sign or leading zeros. */
bool user_looks_numeric(struct str s);
bool user_is_canonical_number(struct str s);
/* Printable ASCII without blanks. */
bool user_is_plain(struct str s);

#endif
