/* epoch_source - the time that SOURCE_DATE_EPOCH names in place of saying it.
 *
 * `context` is what the build is made from, any other word a --build-context or else a stage, which
 * then is no more than FROM scratch, ARG and one ADD of a URL or a repository. The time is the
 * commit's; of a URL what its server says (Last-Modified), else that of the newest file in the
 * archive. A directory and an image tell none, and the build goes on without.
 *
 * What is asked for here is in the store when a step comes to it. In-stage ARGs see the number.
 *
 * Fails: ERR_USAGE (a build argument names nothing), ERR_SYNTAX (so does an ARG, or its stage is
 * another), as fetching does. Layer: build.
 */
#ifndef BUILD_EPOCH_SOURCE_H
#define BUILD_EPOCH_SOURCE_H

#include "base/attr.h"
#include "base/err.h"
#include "build/state.h"

/* After the plan, before anything is bound: sets b->epoch_s, and what arguments say of it. */
MUST_CHECK int epoch_resolve(struct build *b, struct err *e);

#endif
