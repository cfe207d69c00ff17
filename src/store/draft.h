/* draft - a file in flight below tmp/ that appears under its name at once, or never.
 *
 * Owns: the file until draft_commit, or draft_release, which removes it. Fails: ERR_SYS. Layer:
 * store.
 *
 *     AUTO(draft_release) struct draft d = DRAFT_NONE;
 *     if (draft_begin(store, &d, e) < 0 || fd_write_full(d.fd, "x", 1, e) < 0)
 *         return -1;
 *     return draft_commit(&d, "version", e);
 */
#ifndef STORE_DRAFT_H
#define STORE_DRAFT_H

#include "base/attr.h"
#include "base/err.h"
#include "store/store.h"
#include "store/tmp.h"

struct draft {
	const struct store *store;
	int fd; /* open for writing, 0600 */
	char name[TMP_NAME_BYTES];
};

#define DRAFT_NONE ((struct draft){.fd = -1})

MUST_CHECK int draft_begin(const struct store *s, struct draft *out, struct err *e);
MUST_CHECK int draft_commit(struct draft *d, const char *path, struct err *e); /* replaces */
/* Returns when the content and the name are on disk. */
MUST_CHECK int draft_commit_durable(struct draft *d, const char *path, struct err *e);
void draft_release(struct draft *d);

#endif
