/* epoch_stage - the one source of a stage that is there to say SOURCE_DATE_EPOCH.
 *
 * Read before anything is bound, as the time is in force for all that is: FROM scratch, ARG, and
 * one ADD of a URL or a repository; anything else in the stage is refused at its line.
 *
 * Owns: its texts until epoch_stage_release. Fails: ERR_SYNTAX, at a line. Layer: build.
 */
#ifndef BUILD_EPOCH_STAGE_H
#define BUILD_EPOCH_STAGE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "plan/graph.h"

struct epoch_stage {
	struct buf url;
	struct buf checksum; /* empty: none */
};

/* The stage of that name, in any case; NULL: none. */
const struct stage_decl *epoch_stage_find(const struct dockerfile *file, struct str name);
/* build_args: NULL for none. */
MUST_CHECK int epoch_stage_read(const struct plan *plan, const struct stage_decl *stage,
	const struct map *build_args, struct epoch_stage *out, struct err *e);
void epoch_stage_release(struct epoch_stage *s);

#endif
