/* digest - a content digest as a value, and the hashing that makes one (OpenSSL EVP).
 *
 * Text form and grammar: OCI image-spec descriptor.md "Digests". Only `sha256:<64 lower hex>` and
 * `sha512:<128 lower hex>` are accepted; files are named only by our own hex.
 *
 * Owns: struct hasher until hasher_release. Fails: ERR_INVALID (text), ERR_SYS (reading). Layer:
 * codec.
 *
 *     struct digest d = digest_of("", 0);
 */
#ifndef CODEC_DIGEST_H
#define CODEC_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

enum digest_algorithm { DIGEST_NONE, DIGEST_SHA256, DIGEST_SHA512 };
enum { DIGEST_TEXT_BYTES = 7 + 128 + 1 };

struct digest {
	enum digest_algorithm algorithm; /* DIGEST_NONE is the zero value */
	unsigned char bytes[64];
};

struct digest_text {
	char text[DIGEST_TEXT_BYTES];
};

MUST_CHECK int digest_parse(struct str text, struct digest *out, struct err *e);
struct digest_text digest_text(const struct digest *d); /* "sha256:..." */
struct digest_text digest_hex(const struct digest *d);  /* the hex alone */
bool digest_eq(const struct digest *a, const struct digest *b);
struct digest digest_of(const void *bytes, size_t n); /* sha256 */

struct hasher {
	void *state;
};

void hasher_begin(struct hasher *h, enum digest_algorithm algorithm);
void hasher_add(struct hasher *h, const void *bytes, size_t n);
/* For keys: a tag, the length and the bytes, so that no two different lists of fields hash alike.
 */
void hasher_field(struct hasher *h, const char *tag, struct str bytes);
struct digest hasher_end(struct hasher *h); /* may be begun again */
void hasher_release(struct hasher *h);

/* From the descriptor's offset to end of file; *size_bytes may be NULL. */
MUST_CHECK int digest_fd(int fd, struct digest *out, uint64_t *size_bytes, struct err *e);

/* OCI chain id: image-spec config.md "Layer ChainID". parent of algorithm DIGEST_NONE: the first
 * layer. */
struct digest chain_id(const struct digest *parent, const struct digest *diff_id);

#endif
