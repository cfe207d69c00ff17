/* pin - every outside image of a plan becomes a config and layers that the store holds.
 *
 * A layout or archive is imported once; an image of the store is only looked up.
 *
 * Owns: the bases until bases_release. Fails: ERR_NOT_FOUND (with the ways to name an image),
 * ERR_INVALID, ERR_SYS. Layer: build.
 */
#ifndef BUILD_PIN_H
#define BUILD_PIN_H

#include "base/attr.h"
#include "base/err.h"
#include "build/build.h"
#include "codec/config.h"
#include "plan/graph.h"
#include "store/store.h"

struct bases {
	struct config *p; /* p[i] belongs to plan->images[i] */
	size_t n, capacity;
};

/* Pins the images from bases->n on; called again after bind added some. */
MUST_CHECK int bases_pin(const struct store *store, const struct plan *plan,
	const struct build_request *request, struct bases *bases, struct err *e);
/* For a check, which has no need of files: the configs of images that the store has. What it has
 * not, or cannot read, and images from elsewhere have an empty config. store may be NULL. */
void bases_look(const struct store *store, const struct plan *plan, struct bases *bases);
void bases_release(struct bases *bases);

#endif
