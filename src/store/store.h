/* store - everything that outlives a build, named by content, under one directory.
 *
 *   version  lock  replace.lock  stat-cache  stat-cache.lock  tmp/  durable/<boot id>
 *   blobs/<algorithm>/<hex>/{data,stamp}  layers/<diff id hex>/{root/,stamp}
 *   encodings/<diff id hex>.<kind>  steps/<key hex>  facts/<hex>  downloads/<hex>  images/
 *   mounts/<hex>/
 *
 * A write goes to tmp/, is completed and renamed into place; whoever comes second finds it there
 * and throws its own away; a crash at any point leaves garbage in tmp/, never a wrong name. Objects
 * are immutable, except images/. Builders hold the lock shared, removal exclusively. What may
 * survive a power cut is told in store/object.h.
 *
 * Owns: its descriptors until store_close. Fails: ERR_SYS (a full disk: with a hint), ERR_INVALID
 * (a version it does not know, a directory that is something else), ERR_NOT_FOUND. Layer: store.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/digest.h"
#include "sys/boot.h"
#include "sys/tree.h"

enum store_lock { STORE_SHARED, STORE_EXCLUSIVE };

struct store {
	struct tree root;
	int lock_fd;
	enum store_lock lock;
	char boot_id[BOOT_ID_BYTES];
};

#define STORE_NONE ((struct store){.root = {-1}, .lock_fd = -1})

/* An empty directory becomes a store, 0700; one with other things in it is refused. root is
 * duplicated. Waits for the lock. */
MUST_CHECK int store_open(
	const struct tree *root, enum store_lock lock, struct store *out, struct err *e);
void store_close(struct store *s);

/* Adds the cure to a failure for want of space. Returns -1. */
int store_failed(struct err *e);

#endif
