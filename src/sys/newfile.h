/* newfile - a file that appears whole, or not at all.
 *
 * It is written without a name (O_TMPFILE, or under a name of its own where the file system has
 * none of that) and renamed over the final name at the end. What stood there before is replaced, a
 * link itself, never its target.
 *
 * Owns: the descriptor until newfile_commit or newfile_release. Fails: ERR_SYS. Layer: sys.
 *
 *     AUTO(newfile_release) struct newfile f = NEWFILE_NONE;
 */
#ifndef SYS_NEWFILE_H
#define SYS_NEWFILE_H

#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"
#include "sys/tree.h"

struct newfile {
	const struct tree *dir;
	int fd;
	char temporary[64]; /* "" while it has no name at all */
};

#define NEWFILE_NONE ((struct newfile){.fd = -1})

MUST_CHECK int newfile_begin(
	const struct tree *dir, mode_t mode, struct newfile *out, struct err *e);
MUST_CHECK int newfile_commit(struct newfile *f, const char *name, struct err *e);
void newfile_release(struct newfile *f);

#endif
