/* gc - what may go, what stands where, and whether it still is what it was.
 *
 * Roots are the image names; an image keeps its config, manifest, layers and their blobs. Step
 * records and facts whose layer is gone go with it. What a power cut left untrusted always goes.
 * Removal needs the store opened STORE_EXCLUSIVE; removal and measuring run inside the command's id
 * map, because layers and cache mounts belong to its ids.
 *
 * Owns: nothing. Fails: ERR_SYS. Layer: store.
 */
#ifndef STORE_GC_H
#define STORE_GC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "store/store.h"

struct usage_row {
	uint64_t count, size_bytes, reclaimable_bytes;
};

/* The rows do not overlap: they add up to the store. Reclaimable is what prune with `all` and no
 * other rule would remove; of work, what nobody is at. */
struct usage {
	struct usage_row images;        /* names and untagged images: a count alone */
	struct usage_row layers, blobs; /* those of images too */
	struct usage_row steps;         /* step records, facts, downloads and encodings */
	struct usage_row mounts, work;
};

struct prune_rules {
	bool all; /* also cache that a future build could use (step records without an image) and
		     untagged images */
	int64_t older_than_s; /* only what was last used longer ago; 0: any age */
	uint64_t keep_bytes;  /* stop when the store is this small; 0: no such limit */
};

struct prune_result {
	uint64_t removed_objects, removed_bytes;
};

MUST_CHECK int store_usage(const struct store *s, struct usage *out, struct err *e);
MUST_CHECK int store_prune(
	struct store *s, const struct prune_rules *rules, struct prune_result *out, struct err *e);
/* Dead work in flight (its flock is free): cheap, at the start of every build. What cannot be
 * removed under this id map stays. */
MUST_CHECK int store_sweep(const struct store *s, struct err *e);
/* Recomputes every blob's digest and checks every record and name; problems are listed one a line.
 * A damaged blob reads as absent from then on. A layer's content is not compared with its diff id:
 * that takes the image layer's tar walk. */
MUST_CHECK int store_verify(
	const struct store *s, struct buf *problems, uint64_t *checked, struct err *e);

#endif
