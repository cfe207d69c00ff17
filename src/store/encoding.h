/* encoding - which blob is which layer's compressed form, so that nothing is compressed twice.
 *
 *   encodings/<diff id hex>.<kind>
 *
 * A layer has one of each kind at the most. A record whose blob is gone reads as absent, and goes
 * with it when the store is pruned; a damaged one is absent, not an error.
 *
 * Owns: nothing; struct encoding is flat. Fails: ERR_SYS. Layer: store.
 *
 *     struct encoding known;
 *     int found = encoding_find(store, &diff_id, ZIP_GZIP, &known, e);
 */
#ifndef STORE_ENCODING_H
#define STORE_ENCODING_H

#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "codec/digest.h"
#include "codec/zip.h"
#include "store/store.h"

struct encoding {
	struct digest blob;
	uint64_t size_bytes;
	enum zip_kind kind;
	char encoder[48]; /* zip_encoding(), or "" for a blob that came from outside */
};

/* 1 found, 0 none. A pulled layer's own blob is found for its kind whatever encoded it. */
MUST_CHECK int encoding_find(const struct store *s, const struct digest *diff_id,
	enum zip_kind kind, struct encoding *out, struct err *e);
/* Any kind; prefers the one that came from outside. 1 found, 0 none. */
MUST_CHECK int encoding_any(
	const struct store *s, const struct digest *diff_id, struct encoding *out, struct err *e);
MUST_CHECK int encoding_put(const struct store *s, const struct digest *diff_id,
	const struct encoding *encoding, struct err *e);
/* A record by its path, whether its blob is there or not: 1 read, 0 absent or damaged. */
MUST_CHECK int encoding_load(
	const struct store *s, const char *path, struct digest *blob, struct err *e);

#endif
