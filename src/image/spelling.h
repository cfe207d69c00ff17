/* spelling - what a USER text is, from the text alone.
 *
 * Tools disagree about `00`, `+0`, ` 0`, `0x0` and numbers beyond 31 bits: one reads root where
 * another reads a name. So only one spelling of a number is accepted, decimal without sign or
 * leading zero in 0..USER_ID_MAX, and names are printable ASCII.
 *
 * Owns: nothing, its texts are borrowed. Fails: ERR_POLICY with id NR-03 (not canonical, out of
 * range) or NR-02 (an empty user, which runtimes read as root). Layer: image.
 */
#ifndef IMAGE_SPELLING_H
#define IMAGE_SPELLING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

struct spelling {
	struct str user, group;
	bool group_given;
	bool numeric; /* the user; uid is its value then */
	uint32_t uid;
};

/* text is not empty. */
MUST_CHECK int spelling_read(struct str text, struct spelling *out, struct err *e);
bool spelling_is_root(const struct spelling *s); /* for certain, whatever passwd says */

#endif
