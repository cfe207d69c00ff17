/* mount_flag - one --mount=type=T,key=value,... of RUN: its grammar, defaults and refusals.
 *
 * Values are expanded but `from`, which the plan must know before any value. Rules of one type
 * stand in one place each; the table of keys says which types have them.
 *
 * Owns: nothing; texts are where the expander put them. Fails: ERR_SYNTAX without a position.
 * Layer: plan, for nodes and bind_run.
 */
#ifndef PLAN_MOUNT_FLAG_H
#define PLAN_MOUNT_FLAG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "plan/program.h"

/* As written, expanded; nothing resolved. A text that was not given has a NULL pointer. */
struct mount_flag {
	enum mount_type type;
	struct str from, source, target, id, env;
	bool read_only, access_set, required;
	bool sharing_set, mode_set, uid_set, gid_set;
	enum cache_sharing sharing;
	uint64_t size_bytes;
	uint32_t mode, uid, gid;
};

/* The last from= of a flag, as written; empty when it has none. */
MUST_CHECK int mount_flag_from(struct str flag, struct buf *from, struct err *e);

struct mount_expander {
	int (*expand)(void *context, struct str raw, struct str *out, struct err *e);
	void *context;
};

MUST_CHECK int mount_flag_parse(struct str flag, const struct mount_expander *expander,
	struct mount_flag *out, struct err *e);
const char *mount_type_name(enum mount_type type);
const char *cache_sharing_name(enum cache_sharing sharing);

#endif
