/* unused_args - build arguments that nothing of the build asks for: most are misspelt.
 *
 * Layer: build.
 */
#ifndef BUILD_UNUSED_ARGS_H
#define BUILD_UNUSED_ARGS_H

#include "base/event.h"
#include "base/map.h"
#include "plan/program.h"

/* A warning for each of them. given may be NULL. */
void unused_args_tell(
	const struct map *given, const struct program *program, const struct event_sink *sink);

#endif
