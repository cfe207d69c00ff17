/* chmod_text - is this a mode as COPY --chmod takes it? Octal to 07777, or symbolic.
 *
 * Symbolic: clauses joined by commas, each who (u g o a, any number), then one or more of an
 * operator (+ - =) with permissions (r w x X s t, any number) or one of u g o to copy.
 *
 * Owns: nothing. Fails: ERR_SYNTAX without a position. Layer: plan; exec/files applies it.
 */
#ifndef PLAN_CHMOD_TEXT_H
#define PLAN_CHMOD_TEXT_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

MUST_CHECK int chmod_text_check(struct str text, struct err *e);

#endif
