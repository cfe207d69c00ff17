/* step_sandbox - a bound RUN step as the description that exec/run interprets.
 *
 * Owns: the texts and descriptors behind the description until step_sandbox_release. Fails:
 * ERR_NOT_FOUND (the user). Layer: build.
 */
#ifndef BUILD_STEP_SANDBOX_H
#define BUILD_STEP_SANDBOX_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/vec.h"
#include "build/step.h"
#include "build/step_mounts.h"
#include "exec/run.h"

struct step_sandbox {
	struct sandbox sandbox;
	struct map env;
	struct buf hosts;
	VEC(struct sandbox_mount) mounts;
	VEC(char *) texts; /* what mounts point to */
};

/* Borrows from work, root and mounts. */
MUST_CHECK int step_sandbox_make(const struct step_work *work, const struct rootfs *root,
	const struct step_mounts *mounts, struct step_sandbox *out, struct err *e);
void step_sandbox_release(struct step_sandbox *s);

#endif
