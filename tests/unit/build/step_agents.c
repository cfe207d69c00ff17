#include <fcntl.h>

#include "driven.h"
#include "exec/agent.h"
#include "sys/fd.h"

DRIVEN(build_step_agents, no_agent)
{
	struct err e;

	CHECK_OK(driven_run(d, b,
		BUSYBOX "RUN --mount=type=ssh test ! -e $SSH_AUTH_SOCK && echo $SSH_AUTH_SOCK\n"
			"ENV SSH_AUTH_SOCK=/mine\nRUN --mount=type=ssh echo $SSH_AUTH_SOCK\n",
		&e));
	CHECK(!strcmp(buf_cstr(&d->output), "/run/buildkit/ssh_agent.0\n/mine\n"));
	CHECK(driven_run(d, b, BUSYBOX "RUN --mount=type=ssh,required true\n", &e) == -1);
	CHECK(!strcmp(e.text, "no SSH key \"default\" forwarded from the client"));
	return 0;
}

DRIVEN(build_step_agents, a_socket_of_the_step_that_leaves_nothing)
{
	AUTO(fd_close) int listener = -1;
	AUTO(fd_close) int fd = -1;
	struct err e;

	CHECK_OK(agent_listen(&b->dir, "agent", &(struct agent_owner){0600, 0, 0}, &listener, &e));
	fd = openat(b->dir.fd, "agent", O_PATH | O_CLOEXEC);
	CHECK(fd >= 0);
	struct build_agent agent = {{"default", 7}, fd};

	d->request.agents = &agent;
	d->request.agents_n = 1;
	d->request.ignore = STR("agent\n");
	CHECK_OK(driven_run(d, b,
		BUSYBOX "RUN --mount=type=ssh,required --mount=type=ssh,target=/s "
			"test -S $SSH_AUTH_SOCK && test -S /s && echo $SSH_AUTH_SOCK\n"
			"RUN test ! -e /run && test ! -e /s\n",
		&e));
	CHECK(!strcmp(buf_cstr(&d->output), "/run/buildkit/ssh_agent.0\n"));
	return 0;
}
