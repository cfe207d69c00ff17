/* txn - one piece of work in flight: a directory below tmp/ that is undone unless given away.
 *
 * The directory is held by flock, so that a later command can tell the dead from the living and
 * removes only the dead (store/tmp.h).
 *
 * Owns: the directory until txn_release (removes what is left). Fails: ERR_SYS. Layer: store.
 *
 *     AUTO(txn_release) struct txn t = TXN_NONE;
 *     if (txn_begin(store, &t, e) < 0)
 *         return -1;
 */
#ifndef STORE_TXN_H
#define STORE_TXN_H

#include "base/attr.h"
#include "base/err.h"
#include "store/store.h"
#include "store/tmp.h"
#include "sys/tree.h"

struct txn {
	const struct store *store;
	struct tree dir; /* freshly made, 0700; upper/, work/ or files go into it */
	char name[TMP_NAME_BYTES];
};

#define TXN_NONE ((struct txn){.dir = {-1}})

MUST_CHECK int txn_begin(const struct store *s, struct txn *out, struct err *e);
void txn_release(struct txn *t); /* removes the directory; idempotent */
void txn_given(struct txn *t);   /* the directory was renamed away: only lets go of it */

#endif
