/* cache - step records and remembered facts: what a build need not do again.
 *
 * A step record says which layer a key gave; it is trusted only while its layer is there and
 * written in this boot or marked durable. A fact is a digest remembered under a digest (what a COPY
 * --from selected in a chain): immutable.
 *
 * Owns: nothing; struct step_record is flat. Fails: ERR_SYS. A damaged record is a miss, not an
 * error. Layer: store.
 */
#ifndef STORE_CACHE_H
#define STORE_CACHE_H

#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "codec/digest.h"
#include "store/store.h"

struct step_record {
	struct digest diff_id;
	uint64_t tar_bytes, disk_bytes;
	int64_t made_s; /* seconds since the epoch */
	char what[256]; /* the history line, cut, for people */
};

MUST_CHECK int cache_find(const struct store *s, const struct digest *key, struct step_record *out,
	struct err *e); /* 1 hit, 0 miss */
MUST_CHECK int cache_put(const struct store *s, const struct digest *key,
	const struct step_record *record, struct err *e);
MUST_CHECK int fact_find(const struct store *s, const struct digest *question,
	struct digest *answer, struct err *e); /* 1, 0 */
MUST_CHECK int fact_put(const struct store *s, const struct digest *question,
	const struct digest *answer, struct err *e);

/* A record by its path, without asking for its layer: 1 read, 0 absent or damaged. */
MUST_CHECK int cache_load(
	const struct store *s, const char *path, struct step_record *out, struct err *e);
MUST_CHECK int fact_load(
	const struct store *s, const char *path, struct digest *answer, struct err *e);

#endif
