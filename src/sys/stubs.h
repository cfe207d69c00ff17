/* stubs - mount points that a rootfs lacks, made for one step and removed by descriptor.
 *
 * A container needs /proc, /sys, /dev, /etc/resolv.conf and what its mounts name; an image need not
 * have them and its layers must not gain them. What is made here is remembered as a descriptor of
 * its directory, its name and a descriptor of itself, never as a path: after the step, whatever it
 * did to the path, only the same inode is removed, and only if it is empty. Times of the
 * directories stay as they were.
 *
 * Owns: its descriptors until stubs_release, which also removes. Fails: ERR_SYS, ERR_INVALID (a
 * file where a directory is needed), ERR_LIMIT. Layer: sys.
 *
 *     AUTO(stubs_release) struct stubs stubs = {0};
 *     if (stubs_make(&stubs, &root, "/etc/hosts", false, e) < 0)
 *         return -1;
 */
#ifndef SYS_STUBS_H
#define SYS_STUBS_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/vec.h"
#include "sys/rootfs.h"

struct stub {
	int directory, self;
	char name[NAME_BYTES];
	bool is_directory;
};

struct stubs {
	VEC(struct stub) list; /* parents before children */
};

/* A directory or an empty file at path, with missing parents; links lead inside the root, and a
 * dangling one gets its target made. What is there already is left alone. */
MUST_CHECK int stubs_make(struct stubs *s, const struct rootfs *root, const char *path,
	bool is_directory, struct err *e);
void stubs_release(struct stubs *s);

#endif
