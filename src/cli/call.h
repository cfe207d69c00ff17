/* call - `lichen build --call=check|outline|targets`: what a build would take, and nothing built.
 *
 * Texts and JSON members are those of `docker build --call`.
 *
 * Fails: what is wrong is shown; the result is the exit status. Layer: cli.
 */
#ifndef CLI_CALL_H
#define CLI_CALL_H

#include <stdbool.h>

#include "base/strs.h"
#include "cli/build_options.h"

bool call_wanted(const struct build_options *o);
int call_run(const struct build_options *o, const struct strs *operands);

#endif
