/* nodes - every declared stage with what it needs, whether the target reaches it or not.
 *
 * A node knows its base and the sources of its COPY --from and RUN --mount, its ONBUILD triggers'
 * included. All of it comes from the text and the arguments; what ONBUILD of an outside base says
 * is added when its config is there.
 *
 * Owns: lists, until nodes_release. Fails: ERR_SYNTAX with position; ERR_LIMIT. Layer: plan, for
 * graph and bind alone.
 */
#ifndef PLAN_NODES_H
#define PLAN_NODES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/strs.h"
#include "base/vec.h"
#include "plan/graph.h"
#include "plan/names.h"

struct plan_need {
	struct meaning meaning;
	struct span span;
	bool mount; /* for the words of an error */
};

/* An instruction of the base that runs before the stage's own. */
struct plan_trigger {
	const struct instr *instr; /* NULL: its word is no instruction */
	struct str text;           /* as the base has it */
	bool outside;              /* of an image: instr's pieces have positions in text */
};

struct plan_node {
	struct str name;    /* "" when unnamed */
	struct str display; /* the name, or "stage-N" */
	struct str platform;
	struct meaning base;
	bool replaced; /* by a named context */
	VEC(struct plan_need) needs;
	VEC(struct plan_trigger) triggers;
	bool outside_read; /* the triggers of its outside base were added */
	bool needed;
	size_t stage; /* number in plan->stages, when needed */
	enum { NODE_NEW, NODE_OPEN, NODE_DONE } walk;
};

struct plan_nodes {
	VEC(struct plan_node) list;
};

/* Expands every FROM, then finds what every stage needs, and refuses cycles. */
MUST_CHECK int nodes_make(struct plan *plan, const struct map *declared_args, struct err *e);
/* Config.OnBuild of node's base image, parsed and added; then look for cycles again. */
MUST_CHECK int node_add_triggers(
	struct plan *plan, size_t node, const struct strs *texts, struct err *e);
MUST_CHECK int nodes_refuse_cycles(struct plan *plan, struct err *e);
/* What --from=TEXT means in node; the caller has the position. */
MUST_CHECK int node_meaning(
	struct plan *plan, size_t node, struct str from, struct meaning *out, struct err *e);
void nodes_release(struct plan_nodes *nodes);

#endif
