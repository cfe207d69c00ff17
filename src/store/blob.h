/* blob - configs, manifests and compressed layers as read-only files named by digest.
 *
 * Owns: a blob being written until blob_release. Fails: ERR_SYS, ERR_NOT_FOUND (absent, or not
 * trusted after a power cut), ERR_INVALID (content does not match the digest), ERR_LIMIT. Layer:
 * store.
 *
 *     AUTO(blob_release) struct blob b = BLOB_NONE;
 *     if (blob_begin(store, &b, e) < 0 || blob_write(&b, "{}", 2, e) < 0)
 *         return -1;
 *     return blob_commit(&b, NULL, &digest, e);
 */
#ifndef STORE_BLOB_H
#define STORE_BLOB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "codec/digest.h"
#include "store/store.h"
#include "store/txn.h"

/* A blob being written: bytes go through blob_write, are hashed on the way, and get their name at
 * the end. */
struct blob {
	struct txn txn;
	int fd;
	struct hasher hasher;
	struct digest known; /* of bytes that went another way */
	uint64_t size_bytes;
};

#define BLOB_NONE ((struct blob){.txn = {.dir = {-1}}, .fd = -1})

MUST_CHECK int blob_begin(const struct store *s, struct blob *out, struct err *e);
MUST_CHECK int blob_write(struct blob *b, const void *bytes, size_t n, struct err *e);
/* All of it was written to b->fd by somebody who hashed it on the way: sha256. */
void blob_written(struct blob *b, const struct digest *digest, uint64_t size_bytes);
/* want: NULL, or the digest that it must have. */
MUST_CHECK int blob_commit(
	struct blob *b, const struct digest *want, struct digest *digest, struct err *e);
void blob_release(struct blob *b);

MUST_CHECK int blob_put(
	const struct store *s, const void *bytes, size_t n, struct digest *digest, struct err *e);
/* size_bytes may be NULL. The content is not verified here. */
MUST_CHECK int blob_open(const struct store *s, const struct digest *digest, int *fd,
	uint64_t *size_bytes, struct err *e);
MUST_CHECK int blob_read(const struct store *s, const struct digest *digest, size_t limit_bytes,
	struct buf *out, struct err *e); /* verifies the digest as blob_verify does */
/* Reads it all again; a damaged one is ERR_INVALID and reads as absent from then on. */
MUST_CHECK int blob_verify(const struct store *s, const struct digest *digest, struct err *e);
bool blob_has(const struct store *s, const struct digest *digest);

#endif
