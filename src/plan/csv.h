/* csv - one line of comma-separated fields with double quotes, as RUN --mount has it.
 *
 * Rules: RFC 4180 as Go reads it: a quoted field begins with its quote, `""` in it is one quote,
 * a quote anywhere else is an error, and an empty line has no fields at all.
 *
 * Owns: nothing; fields are added to out. Fails: ERR_SYNTAX without a position. Layer: plan.
 */
#ifndef PLAN_CSV_H
#define PLAN_CSV_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "base/strs.h"

MUST_CHECK int csv_read(struct str line, struct strs *out, struct err *e);

#endif
