/* mounts - the directories of RUN --mount=type=cache, which outlive builds and enter no image.
 *
 * A cache is named by its id; an explicit mode, uid or gid, or a seed makes it a different one
 * (as BuildKit has it). Content is not immutable and carries no stamp: a RUN must be able to
 * live with any state of its cache. Copies: a private user who finds the cache busy gets the next
 * free of a fixed number of copies, which serves the next such user too.
 *
 * Owns: the directory's descriptor and its lock until cache_mount_release. Fails: ERR_SYS,
 * ERR_LIMIT (too many private users at once), what fill returned. Layer: store.
 *
 *     AUTO(cache_mount_release) struct cache_mount m = CACHE_MOUNT_NONE;
 *     int busy = cache_mount_open(store, &request, &m, e);
 */
#ifndef STORE_MOUNTS_H
#define STORE_MOUNTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/digest.h"
#include "store/store.h"

enum cache_mount_sharing { CACHE_MOUNT_SHARED, CACHE_MOUNT_PRIVATE, CACHE_MOUNT_LOCKED };

enum { CACHE_MOUNT_COPIES_MAX = 64 };

struct cache_mount_request {
	struct str id;
	enum cache_mount_sharing sharing;
	bool explicit_owner; /* mode, uid or gid was written */
	mode_t mode;         /* in force, written or not: 0755, 0, 0 by default */
	uid_t uid;
	gid_t gid;
	/* What a new cache begins with (from=, source=); algorithm DIGEST_NONE: empty. fill writes
	 * it into the directory before anybody else can see it. */
	struct digest seed;
	int (*fill)(void *context, int dirfd, struct err *e);
	void *context;
	/* Waiting blocks the process: only in a job of its own, never in the driver, whose other
	 * steps may be the ones that hold the lock. */
	bool wait;
};

struct cache_mount {
	int fd; /* the directory, readable */
	int lock_fd;
};

#define CACHE_MOUNT_NONE ((struct cache_mount){-1, -1})

/* 0 opened; 1 busy, and the request does not wait. */
MUST_CHECK int cache_mount_open(const struct store *s, const struct cache_mount_request *request,
	struct cache_mount *out, struct err *e);
void cache_mount_release(struct cache_mount *m);

/* When a cache (mounts/<hex>) was last opened, in seconds since the epoch. */
int64_t cache_mount_used_s(const struct store *s, const char *path);

#endif
