/* dump - what the dumps of plan and program share: text from outside, and where files come from.
 *
 * Owns: nothing. Fails: never. Layer: plan.
 */
#ifndef PLAN_DUMP_H
#define PLAN_DUMP_H

#include "base/buf.h"
#include "base/str.h"
#include "plan/graph.h"

/* Control bytes and backslashes become escapes (\n, \t, \xNN, \\), so that a line stays one. */
void dump_text(struct buf *out, struct str text);
void dump_origin(struct buf *out, const struct plan *plan, const struct origin *o);

#endif
