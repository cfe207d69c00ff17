/* git_tree - a finished checkout made into plain files: without .git, one directory of it, dated.
 *
 * The checkout's names are a stranger's: nothing is followed.
 *
 * Owns: nothing. Fails: ERR_NOT_FOUND, ERR_INVALID, ERR_LIMIT, ERR_SYS. Layer: remote.
 */
#ifndef REMOTE_GIT_TREE_H
#define REMOTE_GIT_TREE_H

#include "base/attr.h"
#include "base/err.h"
#include "sys/tree.h"

/* Later times (after 2242) do not fit into a layer. */
#define GIT_TIME_MAX 8589934591ULL

/* Removes every `.git`: git's own, and the files that point from a submodule to a place on this
 * machine. git checks out none. */
MUST_CHECK int git_tree_strip(const struct tree *work, const char *name, struct err *e);
/* Moves the directory subdir of `name` (NULL: itself) to `to`. A link on the way is ERR_INVALID. */
MUST_CHECK int git_tree_take(const struct tree *work, const char *name, const char *subdir,
	const char *to, struct err *e);
/* Every time in it, its own too. */
MUST_CHECK int git_tree_date(
	const struct tree *work, const char *name, long long time_s, struct err *e);

#endif
