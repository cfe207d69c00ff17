/* agent - an ssh agent's socket for one step, through which keys can be listed and used, no more.
 *
 * The step gets a socket of its own, with its own owner and mode, never the user's: what comes in
 * is passed on by a process that answers everything but "list the keys" and "sign" with a failure,
 * so that a step can neither remove the user's keys nor lock the agent. One message is served at a
 * time: a step that stops in the middle of one keeps only itself waiting.
 *
 * Owns: nothing; the process ends with job_release. Fails: ERR_SYS. Layer: exec.
 *
 *     if (agent_listen(&dir, "agent", &owner, &listener, e) < 0)
 *         return -1;
 */
#ifndef EXEC_AGENT_H
#define EXEC_AGENT_H

#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "sys/job.h"
#include "sys/tree.h"

struct agent_owner {
	uint32_t mode; /* 0..0777 */
	uint32_t uid, gid;
};

/* A listening socket that is dir's file `name`; the caller closes it. */
MUST_CHECK int agent_listen(const struct tree *dir, const char *name,
	const struct agent_owner *owner, int *listener, struct err *e);
/* agent: the user's socket, O_PATH. Both descriptors stay the caller's: the job has its own. */
MUST_CHECK int agent_serve(int listener, int agent, struct job *out, struct err *e);

#endif
