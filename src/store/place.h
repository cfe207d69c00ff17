/* place - where each thing stands in the store: paths made of our own hex, and listings.
 *
 * No byte from outside ever becomes part of a path here: names are digests, written by us.
 *
 * Owns: nothing. Fails: ERR_SYS. Layer: store.
 */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "base/strs.h"
#include "codec/digest.h"
#include "store/store.h"

struct place {
	char path[192];
};

struct place place_of(const char *directory, const struct digest *d, const char *suffix);
struct place place_of_blob(const struct digest *d);
bool place_digest(struct str hex, struct digest *out); /* the digest that a name spells */

/* The names in a directory of the store, sorted. */
MUST_CHECK int place_list(
	const struct store *s, const char *directory, struct strs *out, struct err *e);

#endif
