/* names - what a name behind FROM or `from=` means: a stage, a context, an image, nothing.
 *
 * Order: a stage of this file declared before (ASCII case ignored); `scratch`; a layout or archive
 * by its prefix; a --build-context of the image's normalised name, first with `::platform`; else an
 * image of the store. A stage that a --build-context replaces never shows: its name means the
 * context.
 *
 * Owns: its maps until names_release. Fails: ERR_SYNTAX (no reference), ERR_USAGE
 * (--build-context), ERR_UNSUPPORTED (a context of another kind); without a position. Layer: plan.
 */
#ifndef PLAN_NAMES_H
#define PLAN_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"

enum meaning_kind { MEANS_STAGE, MEANS_SCRATCH, MEANS_IMAGE, MEANS_DIRECTORY };

struct meaning {
	enum meaning_kind kind;
	size_t stage;        /* declared stage */
	struct str name;     /* as it was named */
	struct str source;   /* image: as in plan_image; directory: its path or URL */
	struct str platform; /* image */
};

struct plan_names {
	struct arena *arena;
	struct map newest;   /* name in lower case: number of the last stage declared with it */
	VEC(size_t) earlier; /* of each stage: 1 + the one before it of the same name, 0: none */
	struct map contexts; /* "name" or "name::platform", normalised: the value given */
	struct map images;   /* source, NUL, platform: number in plan->images */
};

/* contexts may be NULL. */
MUST_CHECK int names_add_contexts(struct plan_names *n, const struct map *contexts, struct err *e);
void names_declare(struct plan_names *n, struct str name); /* the next stage; "" when unnamed */
/* The last stage of that name before `before`, else the last at all; false when there is none. */
bool names_stage(const struct plan_names *n, struct str name, size_t before, size_t *stage);
/* The --build-context of a stage's or image's name; 1 found, 0 not. */
MUST_CHECK int names_context(struct plan_names *n, struct str name, struct str platform,
	struct meaning *out, struct err *e);
/* What a name that is no stage means. */
MUST_CHECK int names_outside(struct plan_names *n, struct str name, struct str platform,
	struct meaning *out, struct err *e);
void names_release(struct plan_names *n);

#endif
