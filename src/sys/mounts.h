/* mounts - a sandbox's mount table as data, and the interpreter that applies it.
 *
 * Rows are applied in order, each by descriptor: the source is made detached (fsopen, open_tree),
 * restricted, and only then moved onto the target, which openat2 resolved inside the root. Options
 * are constants of the code, never text from a build file. What a row reads from the caller's mount
 * namespace (MOUNT_FD) is cloned before the new namespace exists, as the kernel clones mounts of
 * the own namespace only.
 *
 * (Not mount.h: <sys/mount.h> would find it.)
 *
 * Owns: struct mount_sources its descriptors. Fails: ERR_SYS, ERR_HOST (masked /proc), ERR_INVALID
 * (a directory on a file or the reverse). Layer: sys.
 *
 *     struct mount_row row = {.kind = MOUNT_NEW, .target = "/proc", .source = "proc"};
 */
#ifndef SYS_MOUNTS_H
#define SYS_MOUNTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "sys/rootfs.h"

enum { MOUNT_OPTIONS_MAX = 4 };

enum mount_kind {
	MOUNT_NEW,    /* a new file system: source is its type */
	MOUNT_HOST,   /* a fixed place of the host: source is its path */
	MOUNT_FD,     /* a directory or file of the caller's */
	MOUNT_FILE,   /* a file in memory */
	MOUNT_MASK,   /* hides the target, if it is there */
	MOUNT_FREEZE, /* makes the target read-only, if it is there */
	MOUNT_LINK,   /* no mount: a symbolic link in a new file system; source is its text */
};

struct mount_row {
	enum mount_kind kind;
	const char *target; /* absolute, in the root */
	const char *source;
	const char *options[MOUNT_OPTIONS_MAX]; /* MOUNT_NEW: "key=value" */
	bool read_only, nosuid, nodev, noexec;
	bool optional; /* where the kernel refuses, do without */
	int fd;        /* MOUNT_FD */
	struct str bytes;
	uint32_t mode, uid, gid; /* MOUNT_FILE */
};

struct mount_table {
	VEC(struct mount_row) list;
};

/* Clones of what the rows take from the caller's namespace, one slot a row. */
struct mount_sources {
	VEC(int) list;
};

MUST_CHECK int mount_prepare(
	const struct mount_table *table, struct mount_sources *out, struct err *e);
void mount_sources_release(struct mount_sources *s);

/* Whether there has to be something to mount on: MASK, FREEZE and LINK need nothing. */
bool mount_wants_target(const struct mount_row *row);
/* Whether that is a directory, as the source is. */
bool mount_is_directory(const struct mount_row *row);

/* A detached mount of a directory of the caller's namespace. */
MUST_CHECK int mount_clone(int fd, int *out, struct err *e);

/* In the new mount namespace: root, a detached mount, becomes reachable and the rows are applied.
 * The sources are used up. */
MUST_CHECK int mount_apply(const struct mount_table *table, struct mount_sources *sources,
	const struct rootfs *root, struct err *e);
/* Makes root the root directory and detaches the old one and all that was staged in it. */
MUST_CHECK int mount_pivot(const struct rootfs *root, struct err *e);

#endif
