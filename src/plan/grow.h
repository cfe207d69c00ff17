/* grow - from declared stages to those that the target needs; again when triggers named more.
 *
 * Owns: nothing. Fails: ERR_NOT_FOUND (target), ERR_SYNTAX (a later stage) with position. Layer:
 * plan, for graph and bind.
 */
#ifndef PLAN_GROW_H
#define PLAN_GROW_H

#include "base/attr.h"
#include "base/err.h"
#include "codec/config.h"
#include "plan/graph.h"
#include "plan/names.h"

/* Sets the target, which plan_keep starts from; NULL: the last stage. */
MUST_CHECK int plan_aim(struct plan *plan, const char *target, struct err *e);
/* Fills stages, images and contexts; may be done again, image numbers stay. */
MUST_CHECK int plan_keep(struct plan *plan, struct err *e);
/* The triggers of outside bases; 1: stages or images came in that were not there. */
MUST_CHECK int plan_triggers(struct plan *plan, const struct config *configs, struct err *e);
/* A stage must be one that was kept. */
struct origin plan_register(struct plan *plan, const struct meaning *meaning, struct span span);

#endif
