/* size - an amount of memory as docker's command line writes it: 64m, 1.5 GiB, 4096.
 *
 * A decimal number, at most one blank, an optional k, m, g, t or p (powers of 1024 in either case),
 * an optional i, an optional b.
 *
 * Owns: nothing. Fails: false. Layer: plan.
 */
#ifndef PLAN_SIZE_H
#define PLAN_SIZE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

bool size_parse(struct str text, uint64_t *bytes);

#endif
