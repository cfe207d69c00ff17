/* key - the content-made cache key of one step.
 *
 * key = H(key version, chain id of the parent's content, the bound step in canonical form, digests
 * of its inputs, platform, the epoch when files are clamped to one). Everything that can change the
 * result is in it: command, shell, environment in force, user, workdir, host name, network, mounts
 * (bind by content, cache and secret by identity), chown, chmod, destination. Not in it: URLs,
 * proxies, secret values, labels, times of copied files, lines, order of flags and stages. What a
 * user's name means is in the parent's content.
 *
 * Fails: never. Layer: plan.
 */
#ifndef PLAN_KEY_H
#define PLAN_KEY_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "codec/digest.h"
#include "plan/program.h"

struct step_inputs {
	const struct digest
		*p; /* in the order in which the step names them: sources, then mounts */
	size_t n;
};

struct key_context {
	const char *platform;
	int64_t epoch_s; /* -1: none */
};

struct digest key_make(const struct step *step, const struct digest *parent_chain,
	const struct step_inputs *inputs, const struct key_context *context);
/* The canonical form that is hashed, as text, one field a line (--dump=keys). */
void key_describe(const struct step *step, const struct digest *parent_chain,
	const struct step_inputs *inputs, const struct key_context *context, struct buf *out);

#endif
