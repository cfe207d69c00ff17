/* limits - resource limits (RLIMIT_*) by the names of docker's --ulimit, as data and applied.
 *
 * Owns: nothing. Fails: ERR_HOST (above what the caller may), ERR_SYS. Layer: sys.
 */
#ifndef SYS_LIMITS_H
#define SYS_LIMITS_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#define LIMIT_NONE UINT64_MAX /* unlimited */

struct limit {
	const char *name; /* of limits_name */
	uint64_t soft, hard;
};

/* The name as this file knows it, for as long as the program runs; NULL: there is none. */
const char *limits_name(struct str name);
/* To the calling process. */
MUST_CHECK int limits_apply(const struct limit *list, size_t n, struct err *e);

#endif
