/* gather - the digest of every file that a bound step names, as its key needs them.
 *
 * Context files go through the store's stat cache; what a step takes from a finished stage is a
 * fact under (chain id, request), so it is computed once ever.
 *
 * Owns: nothing. Fails: ERR_NOT_FOUND (a source that is not there), ERR_SYS. Layer: build.
 */
#ifndef BUILD_GATHER_H
#define BUILD_GATHER_H

#include "base/attr.h"
#include "base/err.h"
#include "build/build.h"
#include "codec/digest.h"
#include "exec/files.h"
#include "lang/ignore.h"
#include "plan/bind.h"

/* Where a step's files come from, opened. */
struct source_root {
	struct rootfs root;
	const struct ignore *ignore; /* NULL: none */
	struct digest chain;         /* of a stage or image; DIGEST_NONE for a directory */
};

/* The request that both the digest and the copy use; borrows from step and root. inlines must
 * outlive it. */
void gather_request(const struct step *step, const struct source_root *root, int64_t epoch_s,
	struct files_request *out);
struct files_inline *gather_inlines(const struct copy *copy); /* the caller frees */

/* One input digest of a COPY or ADD. */
MUST_CHECK int gather_copy(const struct store *store, const struct files_request *request,
	const struct digest *chain, struct digest *out, struct err *e);

#endif
