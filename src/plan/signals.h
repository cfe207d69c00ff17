/* signals - what STOPSIGNAL may name: Linux signals with or without SIG, or any number but 0.
 *
 * Owns: nothing. Fails: false. Layer: plan.
 */
#ifndef PLAN_SIGNALS_H
#define PLAN_SIGNALS_H

#include <stdbool.h>

#include "base/str.h"

bool signal_is_known(struct str text);

#endif
