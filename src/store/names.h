/* names - image names to what they mean: the only mutable part of the store.
 *
 * A damaged entry reads as absent.
 *
 * Owns: what struct stored_image(s) hold, until their release. Fails: ERR_SYS, ERR_NOT_FOUND,
 * ERR_INVALID (a text that is no name, a prefix of several ids). Layer: store.
 */
#ifndef STORE_NAMES_H
#define STORE_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/digest.h"
#include "store/store.h"

struct stored_image {
	char *name;             /* full reference "docker.io/library/app:latest"; NULL: untagged */
	struct digest config;   /* the image id */
	struct digest manifest; /* DIGEST_NONE until an export made one */
	bool nonroot;           /* false: emitted under --allow-root, or imported */
	int64_t made_s;         /* seconds since the epoch */
};

struct stored_images {
	struct stored_image *p;
	size_t n, capacity;
};

MUST_CHECK int names_put(const struct store *s, const struct stored_image *image,
	struct err *e); /* replaces; name NULL keeps an untagged image alive */
MUST_CHECK int names_find(
	const struct store *s, struct str full_name, struct stored_image *out, struct err *e);
/* By full name, familiar name, or a unique prefix (>= 4 hex) of the image id, with or without
 * "sha256:". */
MUST_CHECK int names_resolve(
	const struct store *s, struct str text, struct stored_image *out, struct err *e);
/* Newest first; an image that has names is listed under these alone. */
MUST_CHECK int names_list(const struct store *s, struct stored_images *out, struct err *e);
MUST_CHECK int names_remove(const struct store *s, struct str full_name, struct err *e);
MUST_CHECK int names_remove_untagged(
	const struct store *s, const struct digest *config, struct err *e); /* absent: success */
/* An entry by its path: 1 read, 0 absent or damaged. */
MUST_CHECK int names_load(
	const struct store *s, const char *path, struct stored_image *out, struct err *e);
void stored_image_release(struct stored_image *i);
void stored_images_release(struct stored_images *l);

#endif
