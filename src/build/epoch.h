/* epoch - SOURCE_DATE_EPOCH: the one time that an image tells, and that no file of it is newer
 * than.
 *
 * A build argument says it, or the caller's environment, or else an ARG before the first FROM.
 *
 * Owns: nothing. Fails: ERR_USAGE (no number of seconds up to the year 9999); epoch_of_plan:
 * ERR_SYNTAX, at the ARG. Layer: build.
 */
#ifndef BUILD_EPOCH_H
#define BUILD_EPOCH_H

#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "plan/graph.h"

/* An empty text is none, -1. */
MUST_CHECK int epoch_parse(struct str text, int64_t *epoch_s, struct err *e);
/* What the Dockerfile itself says, where the request says nothing. */
MUST_CHECK int epoch_of_plan(
	const struct plan *plan, int64_t requested_s, int64_t *epoch_s, struct err *e);

#endif
