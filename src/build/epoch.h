/* epoch - SOURCE_DATE_EPOCH: the one time that an image tells, and that no file of it is newer
 * than.
 *
 * A build argument says it, which the caller's environment may be, or else an ARG before the first
 * FROM: a number of seconds, or the name of what the time is taken from (build/epoch_source.h).
 *
 * Owns: nothing; names are the arguments'. Fails: ERR_USAGE (no number of seconds up to the year
 * 9999). Layer: build.
 */
#ifndef BUILD_EPOCH_H
#define BUILD_EPOCH_H

#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "plan/graph.h"

#define EPOCH_NAME STR("SOURCE_DATE_EPOCH")
#define EPOCH_LAST_S 253402300799LL /* of the year 9999 */

struct epoch {
	int64_t time_s;  /* -1: none, or a name's */
	struct str name; /* empty: none */
	bool of_file;    /* the Dockerfile says it: at place, where it does */
	struct span place;
};

/* An empty text is none, -1. */
MUST_CHECK int epoch_parse(struct str text, int64_t *epoch_s, struct err *e);
/* build_args: NULL for none. */
struct epoch epoch_of_plan(const struct plan *plan, const struct map *build_args);

#endif
