/* warn - lint findings that need values, under the options that hold for their instruction.
 *
 * Owns: the list owns its texts until warnings_release. Fails: never; findings past
 * PLAN_WARNINGS_MAX are dropped. Layer: plan.
 *
 *     WARN_ABOUT(list, options, instr, WORKDIR_RELATIVE, .a = path);
 */
#ifndef PLAN_WARN_H
#define PLAN_WARN_H

#include "base/map.h"
#include "base/str.h"
#include "lang/lint.h"
#include "plan/graph.h"

void warn_about(struct plan_warnings *list, const struct lint_options *options,
	const struct instr *instr, enum lint_rule rule, const struct diag_with *with);
/* " (did you mean NAME?)" of the nearest name among the maps' keys, or nothing. */
void warn_suggest(struct buf *out, const char *before, struct str word, const struct map *a,
	const struct map *b);
void warnings_release(struct plan_warnings *list);

#define WARN_ABOUT(list, options, instr, ROW, ...)                                                 \
	warn_about((list), (options), (instr), RULE_##ROW, &(struct diag_with){__VA_ARGS__})

#endif
