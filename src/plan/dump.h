/* dump - text from outside in a dump of one item a line.
 *
 * Owns: nothing. Fails: never. Layer: plan.
 */
#ifndef PLAN_DUMP_H
#define PLAN_DUMP_H

#include "base/buf.h"
#include "base/str.h"

/* Control bytes and backslashes become escapes (\n, \t, \xNN, \\), so that a line stays one. */
void dump_text(struct buf *out, struct str text);

#endif
