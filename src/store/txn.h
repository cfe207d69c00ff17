/* txn - one piece of work in flight: a directory below tmp/ that is undone unless given away.
 *
 * The directory is held by flock, so that a later command can tell the dead from the living and
 * removes only the dead. Between making a name and locking it a sweeper may take it: whoever made
 * it looks again once it has the lock, and starts over when the name is gone.
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
#include "sys/tree.h"

struct txn {
	const struct store *store;
	struct tree dir; /* freshly made, 0700; upper/, work/ or files go into it */
	char name[40];
};

#define TXN_NONE ((struct txn){.dir = {-1}})

MUST_CHECK int txn_begin(const struct store *s, struct txn *out, struct err *e);
void txn_release(struct txn *t); /* removes the directory; idempotent */
void txn_given(struct txn *t);   /* the directory was renamed away: only lets go of it */

/* For whoever makes names below tmp/ (store/draft, removal). */
enum { TMP_NAME_BYTES = 40 };
MUST_CHECK int tmp_name(char out[TMP_NAME_BYTES], struct err *e);
/* Locks what fd has open; 1: it is ours, 0: a sweeper was faster, make another. */
MUST_CHECK int tmp_claim(const struct store *s, const char *name, int fd, struct err *e);

#endif
