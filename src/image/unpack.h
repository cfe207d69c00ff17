/* unpack - tar entries into a snapshot directory, one at a time and in any order.
 *
 * The directory was empty, nobody else writes to it, and no name is ever replaced: what exists was
 * made by an earlier entry of the same layer, so O_EXCL finds duplicates without a list of names.
 * The one exception is a whiteout, which gives way to an entry of its name. Parents are opened a
 * component at a time, never through a link: an entry behind a symbolic link of its own layer is
 * refused, because the image's lower layers decide where that link leads.
 *
 * Directories get owner, mode and time in unpack_end only: until then they are 0700, so that
 * setgid does not spread, an unwritable one can be filled, and filling does not change its time.
 *
 * Owns: struct unpack until unpack_release. Fails: ERR_INVALID (a name twice, a parent that is no
 * directory, an id that is not mapped), ERR_UNSUPPORTED (an opaque root), ERR_SYS; an error speaks
 * of the entry as "it", and the caller says which. Layer: image.
 */
#ifndef IMAGE_UNPACK_H
#define IMAGE_UNPACK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "image/entry_path.h"

struct unpack {
	int root_fd;       /* borrowed */
	unsigned long ids; /* how many this namespace maps */
	uint64_t implied_dirs;
	bool root_seen;
	struct map dirs; /* path to struct unpack_attributes */
	int parent_fd;   /* of parent_path: most entries lie beside the one before */
	char parent_path[ENTRY_PATH_BYTES];
};

struct unpack_attributes {
	uint32_t mode; /* permissions and the special bits */
	uint64_t uid, gid;
	struct timespec mtime;
	bool implied; /* a directory that had no entry (yet) */
};

void unpack_begin(struct unpack *u, int root_fd, unsigned long ids);
/* All directories' owners, modes and times. */
MUST_CHECK int unpack_end(struct unpack *u, struct err *e);
void unpack_release(struct unpack *u);

/* xattrs may be NULL. */
MUST_CHECK int unpack_dir(struct unpack *u, const struct entry_path *path,
	const struct unpack_attributes *a, const struct map *xattrs, struct err *e);
/* *fd is open for writing; the caller fills it, then calls unpack_file_end and closes it. */
MUST_CHECK int unpack_file(struct unpack *u, const struct entry_path *path, int *fd, struct err *e);
MUST_CHECK int unpack_file_end(const struct unpack *u, int fd, const struct unpack_attributes *a,
	const struct map *xattrs, struct err *e);
/* A symbolic link when target is given, else a FIFO. */
MUST_CHECK int unpack_special(struct unpack *u, const struct entry_path *path, const char *target,
	const struct unpack_attributes *a, struct err *e);
MUST_CHECK int unpack_hard_link(struct unpack *u, const struct entry_path *path,
	const struct entry_path *target, struct err *e);
/* path ends in a whiteout's name. */
MUST_CHECK int unpack_whiteout(struct unpack *u, const struct entry_path *path, struct err *e);

#endif
