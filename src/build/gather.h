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
#include "build/chain.h"
#include "codec/digest.h"
#include "exec/files.h"
#include "lang/ignore.h"
#include "plan/program.h"

/* Where a step's files come from, opened. */
struct source_root {
	struct rootfs root;
	const struct ignore *ignore; /* NULL: none */
	struct digest chain;         /* of a stage or image; DIGEST_NONE for a directory */
	struct chain layers;         /* likewise */
	bool made;                   /* a directory of this build's own: build/context.h */
};

/* What a key says of files, and which state of a directory that others may write to it was: a file
 * that was written to in between has another version, whatever it holds now. */
struct gather_input {
	struct digest content;
	struct digest version; /* DIGEST_NONE: they cannot change */
};

/* The request that both the digest and the copy use; borrows from step and root. inlines must
 * outlive it. */
void gather_request(const struct step *step, const struct source_root *root, int64_t epoch_s,
	struct files_request *out);
struct files_inline *gather_inlines(const struct copy *copy); /* the caller frees */

/* One input of a COPY or ADD. Here and below, store NULL gives the version alone, by a look at each
 * file and not into it. */
MUST_CHECK int gather_copy(const struct store *store, const struct files_request *request,
	const struct digest *chain, struct gather_input *out, struct err *e);

/* The one version of several inputs, the next of which is input. */
void gather_add_version(struct digest *version, const struct gather_input *input);

/* Files of a host directory are shown as root's; any others keep their owners. */
bool origin_is_context(const struct origin *o);

/* The request for what a mount shows, with the one source that it points to: do not move it. */
struct gather_mount {
	struct str source;
	struct strs sources;
	struct files_request request;
};

void gather_mount_request(const struct run_mount *m, const struct source_root *from,
	const char *dest, struct gather_mount *out);
/* The content of one bind mount, or of what a cache begins with. */
MUST_CHECK int gather_mount(const struct store *store, const struct run_mount *m,
	const struct source_root *from, struct gather_input *out, struct err *e);
/* The one input of a RUN: all its bind mounts, in their order; from has a place for each mount. */
MUST_CHECK int gather_run(const struct store *store, const struct run *run,
	const struct source_root *const *from, struct gather_input *out, struct err *e);

#endif
