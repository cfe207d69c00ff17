/* step_mounts - what the mounts of one RUN show, opened: copies, views, caches, secrets, agents.
 *
 * Nothing that a build file names is mounted by its path: a source is a descriptor
 * that was resolved inside its own root. A context is copied first, through its .dockerignore, so
 * that the step sees what the key counted, and no socket, device or hidden file of the host's; a
 * stage or image is looked at, or gets an upper directory of its own that is thrown away; caches
 * come from the store; secrets are bytes in memory.
 *
 * Cache mounts are waited for here, so only in a job.
 *
 * Owns: its descriptors and locks until step_mounts_release. Fails: ERR_NOT_FOUND (a source, a
 * required secret), ERR_INVALID, ERR_LIMIT, ERR_SYS. Layer: build.
 */
#ifndef BUILD_STEP_MOUNTS_H
#define BUILD_STEP_MOUNTS_H

#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "base/vec.h"
#include "build/step.h"
#include "exec/run.h"
#include "store/mounts.h"
#include "sys/job.h"
#include "sys/tree.h"

struct step_mounts {
	VEC(struct sandbox_mount) list; /* in the order of the run's mounts; some may be missing */
	struct map env;                 /* secrets as variables */
	const char *agent_target;       /* for SSH_AUTH_SOCK; NULL: no ssh mount */
	VEC(int) fds;                   /* a slot for each mount of the run */
	VEC(int) roots;                 /* mounts that are alive as long as this is */
	VEC(struct cache_mount) caches;
	VEC(struct job) jobs; /* that serve agents */
};

/* scratch: the step's own directory, which goes with it. */
MUST_CHECK int step_mounts_open(const struct step_work *work, const struct tree *scratch,
	struct step_mounts *out, struct err *e);
/* Kinds and targets alone, for --dump=sandbox: nothing is opened, and no secret is in it. */
void step_mounts_describe(const struct run *run, struct step_mounts *out);
void step_mounts_release(struct step_mounts *m);

/* step_binds.c: the slot of one bind mount. */
MUST_CHECK int step_bind_open(const struct step_work *work, size_t mount,
	const struct tree *scratch, struct step_mounts *out, struct err *e);
/* step_agents.c: the slot of one ssh mount; 0: no agent, and none is required. */
MUST_CHECK int step_agent_open(const struct step_work *work, size_t mount,
	const struct tree *scratch, struct step_mounts *out, struct err *e);
/* step_caches.c: the slots of all cache mounts. */
MUST_CHECK int step_caches_open(
	const struct step_work *work, struct step_mounts *out, struct err *e);

#endif
