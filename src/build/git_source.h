/* git_source - a repository's files as a layer of the store: asked for, and fetched once a commit.
 *
 * The server is asked what a ref stands for; a commit named by all its digits is asked for nowhere
 * once the store has it. What a commit (and subdir, submodules, kept .git) gave is remembered as a
 * step's result is, so prune and verify know it, and nothing is fetched twice.
 *
 * Secrets are git_auth's. An ssh URL needs --ssh default; git speaks to the user's agent through a
 * socket of its own, on which keys can be listed and used, no more.
 *
 * Owns: nothing. Fails: as remote/git does; ERR_NOT_FOUND (no agent). Blocks: for a job. Layer:
 * build.
 *
 *     struct context_means means = {.store = store, .cancel_fd = -1};
 *     struct git_request r = {.means = &means, .url = STR("https://h/x.git#v1")};
 *     if (git_source(&r, &layer, e) < 0)
 *         return -1;
 */
#ifndef BUILD_GIT_SOURCE_H
#define BUILD_GIT_SOURCE_H

#include "base/attr.h"
#include "base/err.h"
#include "build/context.h"
#include "codec/digest.h"

struct git_request {
	const struct context_means *means;
	struct str url;
	const char *checksum; /* --checksum; NULL: none */
};

/* *layer: the diff id of a snapshot in the store; its root is the repository's, or the subdir. */
MUST_CHECK int git_source(const struct git_request *r, struct digest *layer, struct err *e);
/* The same in a job of its own, which ends when cancel_fd says so. */
MUST_CHECK int git_source_job(const struct git_request *r, struct digest *layer, struct err *e);

#endif
