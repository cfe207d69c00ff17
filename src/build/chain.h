/* chain - the content of a stage so far, as the diff ids of its layers.
 *
 * The id is the OCI chain id: it says what the merged root contains, not how it came to be.
 *
 * Owns: its list until chain_release. Fails: as snap_open and overlay_view do. Layer: build.
 */
#ifndef BUILD_CHAIN_H
#define BUILD_CHAIN_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "codec/digest.h"
#include "store/store.h"
#include "sys/rootfs.h"

struct chain {
	struct digest id; /* DIGEST_NONE: nothing yet */
	struct digest *p; /* diff ids, lowest first */
	size_t n, capacity;
};

void chain_add(struct chain *c, const struct digest *diff_id);
void chain_copy(struct chain *to, const struct chain *from);
void chain_release(struct chain *c);

/* The snapshots of a chain, opened, lowest first; of equal ones the uppermost alone. */
struct chain_fds {
	int *p;
	size_t n, capacity;
};

MUST_CHECK int chain_open(
	const struct store *store, const struct chain *c, struct chain_fds *out, struct err *e);
void chain_fds_close(struct chain_fds *f);

/* The merged content, read-only; an empty chain is an empty directory. */
MUST_CHECK int chain_view(
	const struct store *store, const struct chain *c, struct rootfs *out, struct err *e);

#endif
