/* step_copy - a COPY or ADD: its sources in parts, gathered for the key, then copied.
 *
 * Sources land in the order written. A run of paths is one part; a URL and a repository is each a
 * part of its own, fetched into the store while the key is made. What was found then (struct
 * remote_source) travels to the copying in the step's work, so that the layer has what the key
 * says, whatever the server answers a moment later.
 *
 * Owns: the result of step_gather is the caller's memory, gathered_bytes() long. Fails: as
 * fetching, gathering and copying do. Layer: build.
 */
#ifndef BUILD_STEP_COPY_H
#define BUILD_STEP_COPY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "build/gather.h"
#include "build/remote_source.h"
#include "build/step.h"
#include "sys/rootfs.h"

/* What a gather job sends back: plain data. */
struct gathered {
	struct gather_input input;      /* content: the step's one input in its key */
	struct remote_source remotes[]; /* of a COPY or ADD, in the order of the sources */
};

size_t gathered_bytes(const struct step *step);
/* The input of the step at hand, RUN, COPY or ADD, whose local sources are open. */
MUST_CHECK int step_gather(const struct step_work *work, struct gathered *out, struct err *e);
/* Whether the files are still in the state, work->version, in which step_gather found them. */
bool step_input_holds(const struct step_work *work);
/* work->remotes is what step_gather found. */
MUST_CHECK int step_copy(const struct step_work *work, const struct rootfs *to, struct err *e);

#endif
