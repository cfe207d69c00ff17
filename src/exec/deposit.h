/* deposit - one new entry in a directory of a rootfs, with its owner, mode and time.
 *
 * What stands in the way of a file goes first and is never written through: a link of the name is
 * replaced, its target untouched, and other names of an old file keep its content. A directory in
 * the way of a file, and anything else in the way of a directory, is an error; with `force`
 * (--link, where a layer of its own lies on top) it goes as well. Owner before mode before
 * attributes before time: a change of owner clears the set-id bits, and either clears capabilities.
 *
 * Owns: nothing. Fails: ERR_INVALID (what is in the way), ERR_SYS. Layer: exec.
 *
 *     const struct deposit at = {dirfd, "app", "/srv/app", false, 0755, 0, 0, st.st_mtim};
 *     return deposit_symlink(&at, "../bin/app", e);
 */
#ifndef EXEC_DEPOSIT_H
#define EXEC_DEPOSIT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct deposit {
	int dirfd;
	const char *name;
	const char *shown; /* the whole path, for messages */
	bool force;
	mode_t mode;
	uid_t uid;
	gid_t gid;
	struct timespec mtime; /* tv_nsec may be UTIME_NOW or UTIME_OMIT */
};

/* An empty regular file, for writing; deposit_dress completes it. */
MUST_CHECK int deposit_new(const struct deposit *d, int *fd, struct err *e);
/* The regular file open as from, of size_bytes as far as known; scratch is reused by the caller. */
MUST_CHECK int deposit_file(
	const struct deposit *d, int from, uint64_t size_bytes, struct buf *scratch, struct err *e);
MUST_CHECK int deposit_bytes(const struct deposit *d, struct str bytes, struct err *e);
MUST_CHECK int deposit_symlink(const struct deposit *d, const char *target, struct err *e);
MUST_CHECK int deposit_fifo(const struct deposit *d, struct err *e);
/* Another name of an entry that is there. */
MUST_CHECK int deposit_link(
	const struct deposit *d, int to_dirfd, const char *to_name, struct err *e);

/* The directory, made with mode 0700 or found; *made says which. Not dressed. */
MUST_CHECK int deposit_dir(const struct deposit *d, int *fd, bool *made, struct err *e);
/* Owner, mode and time of an open file or directory, each only where it differs. */
MUST_CHECK int deposit_dress(const struct deposit *d, int fd, struct err *e);

#endif
