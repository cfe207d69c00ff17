/* whiteout - how a layer says "removed": in a directory for overlay, in a tar for everybody else.
 *
 * In a snapshot a removed name is a character device 0:0 and a directory that hides all of its
 * lower namesake has the attribute user.overlay.opaque=y, as overlay reads them (mounted with
 * userxattr). In a tar they are the empty files `.wh.NAME` and `.wh..wh..opq`, so a file that is
 * really called `.wh.x` cannot be in a layer at all. Other `.wh..wh.*` names are AUFS leftovers.
 *
 * Owns: nothing. Fails: ERR_SYS. Layer: image.
 */
#ifndef IMAGE_WHITEOUT_H
#define IMAGE_WHITEOUT_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#define WHITEOUT_PREFIX ".wh."
#define WHITEOUT_OPAQUE_NAME ".wh..wh..opq"

enum whiteout_kind {
	WHITEOUT_NONE,     /* an ordinary name */
	WHITEOUT_NAME,     /* *hidden is the name that it removes */
	WHITEOUT_OPAQUE,   /* all lower children of its directory */
	WHITEOUT_LEFTOVER, /* AUFS's own: skipped */
	WHITEOUT_BROKEN,   /* `.wh.`, `.wh..`, `.wh...`: they name nothing that can be removed */
};

/* What a tar entry's last component says. */
enum whiteout_kind whiteout_kind(struct str name, struct str *hidden);
bool whiteout_is_reserved(const char *name); /* begins with the prefix */

bool whiteout_is(const struct stat *st); /* the node in a snapshot */
MUST_CHECK int whiteout_make(int dirfd, const char *name, struct err *e);

bool whiteout_is_opaque(int dirfd);
MUST_CHECK int whiteout_set_opaque(int dirfd, struct err *e);

#endif
