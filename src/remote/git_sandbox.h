/* git_sandbox - what one git command runs in, described: its root, its mounts, its environment.
 *
 * The work directory is the root; the machine's programs and what they need to know of it are bound
 * into it read-only; of the user's there is what git_access grants, each at a fixed place. Who may
 * do what, and why, is told in git_run.h.
 *
 * Owns: the description until git_sandbox_release; the access, its descriptors and texts are
 * borrowed. Fails: ERR_HOST (no git), ERR_SYS. Layer: remote, for git_run alone.
 *
 *     AUTO(git_sandbox_release) struct git_sandbox box = {.root = ROOTFS_NONE};
 *     if (git_sandbox_make(&git, argv, &box, e) < 0)
 *         return -1;
 */
#ifndef REMOTE_GIT_SANDBOX_H
#define REMOTE_GIT_SANDBOX_H

#include "base/attr.h"
#include "base/err.h"
#include "base/strs.h"
#include "remote/git_run.h"
#include "sys/rootfs.h"
#include "sys/spawn.h"

struct git_sandbox {
	struct spawn spawn; /* ready but for its output */
	struct strs env;
	const char **argv;
	char **envp;
	struct rootfs root;
};

/* argv: after `git`, ends with NULL. */
MUST_CHECK int git_sandbox_make(
	const struct git *g, const char *const argv[], struct git_sandbox *out, struct err *e);
void git_sandbox_release(struct git_sandbox *box);

#endif
