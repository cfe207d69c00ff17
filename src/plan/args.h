/* args - the variables before the first FROM, and those that --build-arg sets without an ARG.
 *
 * Value order before the first FROM: --build-arg as given, else the default expanded with what
 * stands above. Automatic ones (BUILDPLATFORM, TARGETARCH, ...) are there from the start.
 *
 * Owns: nothing. Fails: as expand does, with position; ERR_LIMIT. Layer: plan.
 */
#ifndef PLAN_ARGS_H
#define PLAN_ARGS_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "codec/platform.h"
#include "lang/parse.h"

/* Where automatic values come from. */
struct args_origin {
	struct platform build, target;
	struct str target_stage;
	const struct map *build_args; /* NULL: none, so defaults alone */
};

/* declared receives every name an ARG line has before the first FROM, with or without a value. */
MUST_CHECK int args_global(const struct dockerfile *file, const struct args_origin *origin,
	struct map *values, struct map *declared, struct err *e);
/* The proxies of --build-arg in upper and lower case; of two spellings the later in bytewise order
 * wins. */
void args_proxies(const struct map *build_args, struct map *out);
bool arg_is_no_variable(struct str name); /* ARG declares it, but it is in no environment */

#endif
