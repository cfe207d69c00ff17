/* from - one FROM line: its image and platform, expanded with the arguments before the first FROM.
 *
 * Owns: nothing; texts are the plan's. Fails: ERR_SYNTAX with position. Layer: plan, for nodes.
 */
#ifndef PLAN_FROM_H
#define PLAN_FROM_H

#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "plan/graph.h"

struct from {
	struct str image;
	struct str platform; /* normalised; the target's when none was given */
};

/* declared: names of all ARGs before the first FROM. Warns about what is odd in the line. */
MUST_CHECK int from_expand(struct plan *plan, const struct instr *instr, const struct map *declared,
	struct from *out, struct err *e);

#endif
