/* wildcard - source patterns of COPY: Go's filepath.Match, component by component.
 *
 * As BuildKit walks them: what comes before the first component with a wildcard is a path whose
 * links are followed; from there on only real directories are entered, and a match is not descended
 * into. `**` is `*` here; only --parents gives it its depth.
 *
 * Owns: nothing. Fails: ERR_INVALID (a bad pattern), ERR_SYS, what the visitor returned.
 * Layer: exec.
 */
#ifndef EXEC_WILDCARD_H
#define EXEC_WILDCARD_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "lang/ignore.h"
#include "sys/rootfs.h"

/* `*`, `?` or `[` that no backslash stands before. */
bool wildcard_in(struct str path);

struct wildcard_visitor {
	int (*match)(void *context, struct str path, struct err *e); /* a path in the root */
	void *context;
};

/* Every match of a clean pattern, bytewise; what hidden (NULL for none) hides is not entered. */
MUST_CHECK int wildcard_expand(const struct rootfs *root, struct str pattern,
	const struct ignore *hidden, const struct wildcard_visitor *v, struct err *e);

/* --parents: may a path below dir match pattern, in which `**` is of any depth? */
bool wildcard_may_hold(struct str pattern, struct str dir);

#endif
