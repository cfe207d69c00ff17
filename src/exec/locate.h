/* locate - a path in a root taken apart, its links followed by hand, clamped to the root.
 *
 * The kernel resolves links in a root as well (RESOLVE_IN_ROOT), but does not say where it came
 * out. COPY must know: .dockerignore hides by the real path, and a dangling link at the destination
 * names the file to be made. What comes out has no links, and whoever opens it says so
 * (O_NOFOLLOW, RESOLVE_IN_ROOT): a link swapped in meanwhile still leads nowhere else.
 *
 * Owns: nothing. Fails: ERR_INVALID (a loop of links), ERR_LIMIT (length), ERR_SYS. Layer: exec.
 *
 *     found = locate(&root, STR("usr/lib/../app"), NULL, &real, e);
 */
#ifndef EXEC_LOCATE_H
#define EXEC_LOCATE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "lang/ignore.h"
#include "sys/rootfs.h"

enum { LOCATE_LINKS_MAX = 40, LOCATE_PATH_MAX = 4095 };

/* `..`, `.` and doubled slashes taken out as text, `..` clamped: "" is the root. */
void locate_clean(struct str path, struct buf *out);
/* child below parent ("" is the root), into out. */
void locate_join(struct str parent, struct str child, struct buf *out);
/* The last component, "" of "". */
struct str locate_base(struct str path);
/* What is before the last component, "" when there is one only. */
struct str locate_parent(struct str path);

/* 1: real is where path leads; 0: nothing is there, and real is where it would be. A link that
 * ignore (NULL for none) hides is not there. */
MUST_CHECK int locate(const struct rootfs *root, struct str path, const struct ignore *ignore,
	struct buf *real, struct err *e);

/* Descriptors for *at calls; a link at the end is refused, not followed. */
MUST_CHECK int locate_open_dir(const struct rootfs *root, struct str real, int *fd, struct err *e);

#endif
