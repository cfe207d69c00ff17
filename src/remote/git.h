/* git - a commit of a remote repository as a directory: found first, then fetched.
 *
 * git_resolve asks the server what a ref stands for and fetches nothing; a commit named by all its
 * digits needs no server. git_checkout fetches that one commit: by its name, where the server lets
 * it (with protocol 2 always), else the ref, else everything. Submodules come with it, recursively,
 * as docker has them, unless `submodules=false`; over the same protocols, and the credentials go
 * to the same host only.
 *
 * What is checked out is the same wherever and whenever it is done: modes 0644 and 0755 (and
 * links), every time that of the commit (docker's are those of the checkout: `mtime=checkout`),
 * owner whoever runs this, filters (LFS) never run. `.git` is there only when it is to be kept, and
 * then has the one commit, no hooks and no credentials, and its index knows no times.
 *
 * Owns: nothing; what is left in the work directory is its owner's to remove. Fails: ERR_NOT_FOUND
 * (ref, subdir), ERR_INVALID (checksum; what git says), ERR_HOST (no git), ERR_LIMIT,
 * ERR_CANCELLED. Blocks: for a job. Layer: remote.
 *
 *     if (git_resolve(&git, &commit, e) < 0 || git_checkout(&git, &commit, &wants, "upper", e) < 0)
 *         return -1;
 */
#ifndef REMOTE_GIT_H
#define REMOTE_GIT_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "remote/git_listing.h"
#include "remote/git_run.h"

/* What decides about a checkout's content beside the commit. */
struct git_wants {
	bool git_dir; /* keep .git; only of the whole, as docker has it */
	bool submodules;
	bool commit_times;
};

struct git_wants git_wants_of(const struct git_url *url, bool keep_git_dir);

MUST_CHECK int git_resolve(const struct git *g, struct git_commit *out, struct err *e);
/* The directory `name` of g->work, which is otherwise empty. */
MUST_CHECK int git_checkout(const struct git *g, const struct git_commit *commit,
	const struct git_wants *wants, const char *name, struct err *e);

#endif
