/* select_walk - a directory that is a source of a COPY, and everything below it that is not hidden.
 *
 * A hidden directory under `!` rules, and with --parents every directory above a match, is
 * announced to the visitor only when something in it is: parents first, once each.
 *
 * Owns: nothing beyond the call. Fails: as select. Layer: exec, for select alone.
 */
#ifndef EXEC_SELECT_WALK_H
#define EXEC_SELECT_WALK_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "exec/select.h"
#include "lang/ignore.h"

struct select_rules {
	const struct ignore *hidden;   /* .dockerignore, by path in the root; NULL for none */
	const struct ignore *excludes; /* --exclude, by path below the source; may be empty */
	const struct ignore *wanted;   /* --parents: the pattern; NULL: everything */
	struct str pattern;            /* its text */
};

/* A directory: real is its path in the root, without links. 1: something that was wanted is there,
 * 0: nothing. */
MUST_CHECK int select_walk(const struct rootfs *root, struct str real,
	const struct select_rules *rules, const struct select_visitor *v, struct err *e);

#endif
