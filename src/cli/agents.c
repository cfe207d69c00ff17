/* agents - the sockets of `--ssh`: `default`, `ID`, or `ID=SOCKET`. */
#include "cli/agents.h"

#include <stdlib.h>

#include "base/vec.h"
#include "build/context.h"
#include "remote/git_url.h"
#include "sys/fd.h"
#include "sys/hostpath.h"

static int open_one(struct str option, struct agents *out, struct err *e)
{
	const char *path = getenv("SSH_AUTH_SOCK");
	struct str id;
	struct str given;
	int fd = -1;

	if (str_cut(option, '=', &id, &given))
		path = given.p;
	if (id.n == 0)
		return err_set(e, ERR_USAGE, "--ssh takes default, ID or ID=SOCKET");
	if (!path || !path[0]) {
		err_set(e, ERR_USAGE, "--ssh %.*s: there is no agent", STR_FMT(id));
		return err_hint(e, "start one (eval $(ssh-agent)) or name its socket: %.*s=SOCKET",
			STR_FMT(id));
	}
	if (hostpath_socket(path, &fd, e) < 0) {
		err_during(e, "reading --ssh");
		return e->kind == ERR_USAGE
			       ? err_hint(e, "add the key to an agent: ssh-add %s", path)
			       : -1;
	}
	vec_push(out, (struct build_agent){{str_dup(id), id.n}, fd});
	return 0;
}

int agents_open(const struct strs *options, struct agents *out, struct err *e)
{
	for (size_t i = 0; i < options->n; i++)
		if (open_one(options->p[i], out, e) < 0)
			return -1;
	return 0;
}

void agents_for_context(const char *context, struct strs *options)
{
	AUTO(git_url_release) struct git_url url = {0};
	const char *path = getenv("SSH_AUTH_SOCK");
	struct err ignored;

	if (options->n > 0 || !path || !path[0] || context_kind(context) != CONTEXT_GIT)
		return;
	if (git_url_parse(str_of(context), &url, &ignored) == 0 && url.scheme == GIT_SSH)
		strs_add(options, STR("default"));
}

void agents_release(struct agents *a)
{
	for (size_t i = 0; i < a->n; i++) {
		free((char *)a->p[i].id.p);
		fd_close(&a->p[i].fd);
	}
	vec_release(a);
}
