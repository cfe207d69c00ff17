/* overlay - layers and an upper directory as one detached mount, all by descriptor.
 *
 * fsopen("overlay"), lowerdir+ as O_PATH descriptors (strings of /proc/self/fd/N on kernels
 * before 6.13, lowerdir= before 6.5), userxattr, fsmount. The mount is attached nowhere: it ends
 * with its last descriptor, so a killed build leaves none. One layer and no upper needs no mount:
 * the snapshot itself is the root.
 *
 * Owns: nothing; the root that comes out is the caller's (rootfs_close). Fails: ERR_HOST (the
 * kernel refuses overlay: says why and what to do), ERR_LIMIT (too many layers), ERR_INVALID,
 * ERR_SYS. Layer: exec.
 */
#ifndef EXEC_OVERLAY_H
#define EXEC_OVERLAY_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "sys/rootfs.h"

enum { OVERLAY_LAYERS_MAX = 499 }; /* the kernel's is 500, upper included on some versions */

struct overlay_layers {
	const int *fds; /* snapshot directories, lowest first; n may be 0 */
	size_t n;
};

/* Writable: upper and work are empty directories of one file system. A work directory serves one
 * mount only (volatile leaves its mark in it). Mode, owner and times of the root are upper's, not
 * the layers': the caller copies them before. With n == 0 the root is upper itself. */
MUST_CHECK int overlay_open(const struct overlay_layers *lower, int upper_fd, int work_fd,
	struct rootfs *out, struct err *e);
/* Read-only view. n == 0 is ERR_INVALID. */
MUST_CHECK int overlay_view(const struct overlay_layers *lower, struct rootfs *out, struct err *e);

#endif
