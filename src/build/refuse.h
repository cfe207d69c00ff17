/* refuse - what a bound program asks for and the executor cannot do is refused by name, before the
 * first step.
 *
 * Fails: ERR_UNSUPPORTED with position. Layer: build.
 */
#ifndef BUILD_REFUSE_H
#define BUILD_REFUSE_H

#include "base/attr.h"
#include "base/err.h"
#include "plan/bind.h"

MUST_CHECK int refuse_unsupported(
	const struct program *program, const char *dockerfile_name, struct err *e);

#endif
