/* policy - the non-root rule: nothing writes an image without its proof.
 *
 * Rules: NR-01, 02, 03, 04, 05, 06, 07 and 26 (`lichen explain` tells them). Asked twice:
 * policy_foresee on the bound program (an answer that is already certain), policy_admit on the
 * finished rootfs. Each refusal carries the rule's id, quotes what the kubelet would say, and its
 * hint has the lines to add. allow_root waives NR-01, NR-02 and NR-03 and turns NR-06 and NR-07
 * into warnings: what then cannot be resolved is emitted as it is written, and marked.
 *
 * Owns: nothing; a proof is flat. Fails: ERR_POLICY, ERR_USAGE (allow_root without a reason), plus
 * what reading the rootfs fails with. Layer: image.
 *
 *     struct nonroot proof;
 *     if (policy_admit(&policy, config.user, &root, &proof, e) < 0)
 *         return -1;
 */
#ifndef IMAGE_POLICY_H
#define IMAGE_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "exec/user.h"
#include "sys/rootfs.h"

/* Who a name was when USER was met, for NR-26: a later step must not make it somebody else. */
struct policy_seen {
	uid_t uid;
	uint32_t line; /* of the USER instruction, 0 when unknown */
};

struct policy {
	bool allow_root;
	const char *reason; /* with allow_root: not empty */
	const char *user;   /* --user UID[:GID], or NULL; wins over the Dockerfile's */
	bool default_user;  /* --default-user: the account app, 10001:10001, is there; used when
			       no USER is in force */
	const struct policy_seen *seen; /* NULL: not resolved before */
};

enum { POLICY_WARNINGS_MAX = 8, POLICY_REASON_BYTES = 512, POLICY_USER_BYTES = 256 };

struct policy_warning {
	char id[8]; /* "NR-04" */
	char text[248];
};

/* The proof. Only policy_admit fills one; assemble() takes nothing else. */
struct nonroot {
	bool root_allowed;            /* emitted under --allow-root: the image is marked */
	char user[POLICY_USER_BYTES]; /* canonical "uid:gid" to emit, "" only when root_allowed and
					 no USER */
	char named[USER_NAME_BYTES * 2]; /* the text it came from when that was a name, else "" */
	char reason[POLICY_REASON_BYTES];
	struct user resolved;
	struct policy_warning warnings[POLICY_WARNINGS_MAX];
	size_t warnings_n;
};

/* user is the text in force at the end, NULL for none. Not asked when the text itself comes from a
 * stage still to run. */
MUST_CHECK int policy_foresee(const struct policy *p, const char *user, struct err *e);
MUST_CHECK int policy_admit(const struct policy *p, const char *user, const struct rootfs *root,
	struct nonroot *proof, struct err *e);

/* A USER that the rootfs does not know (user_resolve failed): named NR-03, with the cure. Returns
 * -1. */
int policy_unknown_user(struct err *e);

/* The annotations that a proof puts on the manifest: io.lichen.nonroot ("true" or "false") always,
 * io.lichen.user.name and io.lichen.root.reason where there is one. A base's are never inherited.
 */
void policy_annotate(const struct nonroot *proof, struct map *annotations);

#endif
