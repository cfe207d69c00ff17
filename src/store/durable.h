/* durable - what has surely reached the disk: one mark for each boot.
 *
 * The rules are told in store/object.h.
 *
 * Owns: nothing. Fails: durable_mark alone (ERR_SYS). Layer: store.
 */
#ifndef STORE_DURABLE_H
#define STORE_DURABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "store/store.h"

/* Whether what was stamped so can be trusted: this boot, or marked in its own. */
bool durable_covers(const struct store *s, const char *boot, uint64_t time_ns);
/* Forces all that was committed so far to disk, and marks it so. May take seconds: syncfs. */
MUST_CHECK int durable_mark(const struct store *s, struct err *e);
/* Makes the mark if something is unmarked and the kernel has written it back by itself already and
 * has little else to write; after ten minutes all the same. A failure only means that there is no
 * mark. */
void durable_when_cheap(const struct store *s);

#endif
