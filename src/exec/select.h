/* select - which files a COPY or ADD names, one after the other, in a fixed order.
 *
 * The one selection that files_digest and files_copy both walk, so what enters the key is what is
 * copied. Sources come in the order written, matches of a wildcard and names in a directory
 * bytewise. Of a source that is a directory its contents land, not its name. What .dockerignore or
 * --exclude hides is not there; a hidden directory is entered only when a `!` rule may bring
 * something below it back, and then appears only if one did.
 *
 * Race: every file is reached from its directory's descriptor without following a link; the visitor
 * opens it with O_NOFOLLOW and compares (select_open).
 *
 * Owns: nothing beyond the call. Fails: ERR_NOT_FOUND (a source that is not there), ERR_INVALID (a
 * bad pattern, a device, a whiteout's name), ERR_LIMIT, ERR_SYS, what the visitor returned.
 * Layer: exec.
 *
 *     return select_each(request, &(struct select_visitor){enter, leave, &state}, e);
 */
#ifndef EXEC_SELECT_H
#define EXEC_SELECT_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "base/err.h"
#include "exec/files.h"

struct pick {
	const char *path; /* as it lands below the destination; "" for a source directory itself */
	const char *name; /* in dirfd, */
	int dirfd;        /* which is for files, and for directories being left; else -1 */
	const struct stat *st;
	const char *same_as; /* an earlier path of this source: another name of that file; or NULL
			      */
	bool top;            /* named by the instruction, not found below a directory */
	bool on_the_way;     /* --parents: a directory that is only a parent of what was named */
};

struct select_visitor {
	int (*enter)(void *context, const struct pick *p, struct err *e);
	int (*leave)(void *context, const struct pick *p, struct err *e); /* directories */
	void *context;
};

MUST_CHECK int select_each(
	const struct files_request *r, const struct select_visitor *v, struct err *e);

/* The picked regular file for reading; ERR_INVALID when it is no longer the one that was picked.
 * *st is what it is now. */
MUST_CHECK int select_open(const struct pick *p, int *fd, struct stat *st, struct err *e);

/* What may land: no `.wh.x`, which in a layer means that x is gone, and no device. path is for the
 * message. */
MUST_CHECK int select_admit(
	struct str name, const struct stat *st, const char *path, struct err *e);

#endif
