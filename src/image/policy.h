/* policy - the non-root rule: nothing writes an image without its proof.
 *
 * Rules and spellings: nonroot.md 0, 1.2 and 1.3 (NR-01, 02, 03, 04, 06, 07, 26). Asked twice:
 * policy_foresee on the bound program (an answer that is already certain), policy_admit on the
 * finished rootfs. Each refusal carries the rule's id, quotes what the kubelet would say, and its
 * hint has the lines to add.
 *
 * Fails: ERR_POLICY, plus what reading the rootfs fails with. Layer: image.
 */
#ifndef IMAGE_POLICY_H
#define IMAGE_POLICY_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "codec/config.h"
#include "exec/user.h"
#include "sys/rootfs.h"

struct policy {
	bool allow_root;
	const char *reason; /* with allow_root: not empty */
	const char *user;   /* --user UID[:GID], or NULL */
	bool default_user;  /* --default-user: the account app, 10001:10001, is there */
};

/* The proof. Only policy_admit fills one; assemble() takes nothing else. */
struct nonroot {
	bool root_allowed; /* emitted under --allow-root: the image is marked */
	char user[32];     /* canonical "uid:gid" to emit, "" only when root_allowed and no USER */
	char named[USER_NAME_BYTES * 2]; /* the text it came from when that was a name, else "" */
	char reason[512];
	struct user resolved;
};

/* user is the text in force at the end, NULL for none; user_text_known false when it comes from a
 * stage still to run. */
MUST_CHECK int policy_foresee(const struct policy *p, const char *user, struct err *e);
MUST_CHECK int policy_admit(const struct policy *p, const char *user, const struct rootfs *root,
	struct nonroot *proof, struct err *e);
/* The annotations that a proof puts on the manifest (named user, reason, mark). */
void policy_annotate(const struct nonroot *proof, struct map *annotations);

#endif
