/* snap - unpacked layers, in the form overlay reads, named by diff id.
 *
 * The directory itself belongs to ids of the namespace: it is moved in as it is, never changed. The
 * store's own directory around it holds the stamp that says whether it is trusted.
 *
 * Owns: nothing. Fails: ERR_SYS, ERR_NOT_FOUND (absent, or not trusted after a power cut). Layer:
 * store.
 */
#ifndef STORE_SNAP_H
#define STORE_SNAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "codec/digest.h"
#include "store/store.h"
#include "store/txn.h"

/* Renames the directory `name` of t into place; finding it there already is success. disk_bytes is
 * what it occupies (struct layer has it), so that nobody has to walk it to know. */
MUST_CHECK int snap_commit(struct txn *t, const char *name, const struct digest *diff_id,
	uint64_t disk_bytes, struct err *e);
/* A readable directory; the caller closes it. */
MUST_CHECK int snap_open(
	const struct store *s, const struct digest *diff_id, int *fd, struct err *e);
/* False for one that cannot be trusted after a crash. */
bool snap_has(const struct store *s, const struct digest *diff_id);
/* What it occupies; 0 when there is none. */
uint64_t snap_disk_bytes(const struct store *s, const struct digest *diff_id);

#endif
