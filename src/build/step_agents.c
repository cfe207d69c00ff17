/* step_agents - the ssh mounts of one RUN: a socket each, and the process that serves it. */
#include <fcntl.h>
#include <stdio.h>

#include "build/step_mounts.h"
#include "exec/agent.h"
#include "sys/fd.h"

enum { NAME_OF_SOCKET_BYTES = 32 };

static const struct build_agent *find_agent(const struct step_work *work, const char *id)
{
	for (size_t i = 0; i < work->agents_n; i++)
		if (str_eq(work->agents[i].id, str_of(id)))
			return &work->agents[i];
	return NULL;
}

int step_agent_open(const struct step_work *work, size_t mount, const struct tree *scratch,
	struct step_mounts *out, struct err *e)
{
	const struct run_mount *m = &work->step->run.mounts.p[mount];
	const struct build_agent *agent = find_agent(work, m->id);
	struct agent_owner owner = {m->mode, m->uid, m->gid};
	AUTO(fd_close) int listener = -1;
	struct job job = JOB_NONE;
	char name[NAME_OF_SOCKET_BYTES];

	if (!agent && !m->required)
		return 0;
	if (!agent) {
		err_set(e, ERR_NOT_FOUND, "no SSH key \"%s\" forwarded from the client", m->id);
		return err_hint(e, "give it: --ssh %s, or --ssh %s=SOCKET", m->id, m->id);
	}
	snprintf(name, sizeof name, "agent-%zu", mount);
	if (agent_listen(scratch, name, &owner, &listener, e) < 0)
		return -1;
	out->fds.p[mount] = openat(scratch->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (out->fds.p[mount] < 0)
		return err_sys(e, "cannot open the agent's socket");
	if (agent_serve(listener, agent->fd, &job, e) < 0)
		return -1;
	vec_push(&out->jobs, job);
	return 1;
}
