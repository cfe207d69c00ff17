/* store - everything that outlives a build, named by content, under one directory.
 *
 * Layout and promises: a write goes to tmp/, is completed and renamed into place; whoever comes
 * second finds it and throws its own away; a crash at any point leaves garbage, never a wrong name;
 * objects are immutable except images/. What was written in an earlier boot and never marked
 * durable is not trusted. Builders hold the lock shared, removal exclusively.
 *
 *   version  blobs/sha256/<hex>  layers/<diff id hex>/  encodings/<diff id hex>.<kind>  images/
 * steps/<key hex>  mounts/  tmp/  lock
 *
 * Owns: its descriptors until store_close. Fails: ERR_SYS (ENOSPC: one clear error), ERR_INVALID (a
 * version it does not know), ERR_NOT_FOUND. Layer: store.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/digest.h"
#include "sys/tree.h"

enum store_lock { STORE_SHARED, STORE_EXCLUSIVE };

struct store {
	struct tree root;
	int lock_fd;
	char boot_id[40];
};

#define STORE_NONE ((struct store){.root = {-1}, .lock_fd = -1})

/* Makes it when missing (0700). root is duplicated. Waits for the lock. */
MUST_CHECK int store_open(
	const struct tree *root, enum store_lock lock, struct store *out, struct err *e);
void store_close(struct store *s);

#endif
