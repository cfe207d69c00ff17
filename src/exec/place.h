/* place - where in the rootfs a COPY or ADD lands, and as whose.
 *
 * The rules of the destination: links in its path are followed inside the root, also dangling ones;
 * a file lands in it when it ends in a slash or is a directory, else it is the file; parents are
 * made 0755 for --chown or root; a second file for a destination that is no directory is an error
 * instead of a file that overwrites the first.
 *
 * --link: the step's files are a layer of their own that lies on top. What is below is not
 * consulted (a directory there makes no directory of the destination) and has no say: directories
 * on the way become 0755 and root's or --chown's, anything else on the way is replaced, and nothing
 * is followed.
 *
 * "root" is whoever runs this: id 0 of a build's namespace.
 *
 * Owns: the destination's descriptor, until place_release. Fails: ERR_INVALID, ERR_NOT_FOUND (an
 * unknown --chown name), ERR_LIMIT, ERR_SYS. Layer: exec.
 *
 *     if (place_init(&place, request, root, e) < 0 || place_directory(&place, &fd, e) < 0)
 *         return -1;
 */
#ifndef EXEC_PLACE_H
#define EXEC_PLACE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "exec/chmod.h"
#include "exec/deposit.h"
#include "exec/files.h"
#include "sys/rootfs.h"

struct place {
	const struct files_request *r;
	const struct rootfs *to;
	struct buf dest; /* clean, no slash at either end; "" is the root */
	bool slash;      /* it was written with one at the end */
	bool has_chmod, has_owner;
	struct chmod chmod;
	uid_t uid, gid; /* --chown, or ourselves */
	int dir;        /* the destination as a directory, once it is one */
	bool file_made; /* the destination is a file of ours */
};

MUST_CHECK int place_init(
	struct place *p, const struct files_request *r, const struct rootfs *to, struct err *e);
/* The destination as a directory, made when missing; *fd stays the place's. */
MUST_CHECK int place_directory(struct place *p, int *fd, struct err *e);

struct spot {
	int dirfd; /* the spot's own */
	char name[NAME_BYTES];
	struct buf shown;
};
/* Where a single file called name lands. */
MUST_CHECK int place_file(struct place *p, const char *name, struct spot *out, struct err *e);
void spot_release(struct spot *s);

/* Mode, owner and time of an entry as the request wants them of a source with st. */
struct deposit place_dress(const struct place *p, const struct stat *st);
/* What rootfs_mkdirs needs of directories that no source has. */
struct rootfs_owner place_parents(const struct place *p);

void place_release(struct place *p);

#endif
