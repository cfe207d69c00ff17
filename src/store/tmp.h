/* tmp - names below tmp/: how work in flight is called, claimed, and told from what is dead.
 *
 * Whoever makes an entry holds it by flock for as long as it works; the dead hold nothing. Between
 * making a name and locking it a sweeper may take it: whoever made it looks again once it has the
 * lock (tmp_claim), and starts over when the name is gone.
 *
 * Owns: nothing; the caller closes the lock. Fails: ERR_SYS. Layer: store, for txn, draft, object,
 * sweep and usage.
 *
 *     char name[TMP_NAME_BYTES], path[TMP_PATH_BYTES];
 *     if (tmp_name(name, e) < 0)
 *         return -1;
 *     tmp_path(str_of(name), path);
 */
#ifndef STORE_TMP_H
#define STORE_TMP_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/store.h"

enum {
	TMP_NAME_BYTES = 33,          /* 128 random bits in hex, and a NUL */
	TMP_PATH_BYTES = 4 + 255 + 1, /* "tmp/", any file's name, and a NUL */
};

MUST_CHECK int tmp_name(char out[TMP_NAME_BYTES], struct err *e);
void tmp_path(struct str name, char out[TMP_PATH_BYTES]); /* from the store's root */
/* Locks what fd has open; 1: it is ours, 0: a sweeper was faster, make another. */
MUST_CHECK int tmp_claim(const struct store *s, const char *name, int fd, struct err *e);
/* True: nobody holds path, and now *lock does; else *lock is -1. */
bool tmp_take(const struct store *s, const char *path, int *lock);

#endif
