/* step_sandbox - a bound RUN step as the description that exec/run interprets. */
#include "build/step_sandbox.h"

#include <stdlib.h>

#include "base/mem.h"
#include "exec/user.h"
#include "plan/env.h"

/* Heredoc scripts that start with `#!` stand here, read-only. */
static const char script_directory[] = "/dev/pipes/";

static void add_scripts(const struct run *run, struct step_sandbox *out)
{
	for (size_t i = 0; i < run->scripts.n; i++) {
		const struct run_script *script = &run->scripts.p[i];
		char *target = mem_fmt("%s%s", script_directory, script->name);

		vec_push(&out->texts, target);
		vec_push(&out->mounts, (struct sandbox_mount){.kind = SANDBOX_FILE,
					       .source_fd = -1,
					       .target = target,
					       .read_only = true,
					       .bytes = script->body,
					       .mode = 0755});
	}
}

static void make_env(const struct run *run, struct map *env)
{
	env_view_map(&run->env, env);
	for (size_t i = 0; i < run->proxies->n; i++)
		if (!map_has(env, run->proxies->p[i].key))
			map_set(env, run->proxies->p[i].key, run->proxies->p[i].value);
}

static void make_hosts(const char *hostname, const struct strs *more, struct buf *out)
{
	buf_fmt(out, "127.0.0.1\tlocalhost %s\n::1\tlocalhost ip6-localhost ip6-loopback\n",
		hostname);
	for (size_t i = 0; more && i < more->n; i++)
		buf_fmt(out, "%.*s\n", STR_FMT(more->p[i]));
}

int step_sandbox_make(const struct step_work *work, const struct rootfs *root,
	const struct step_mounts *mounts, struct step_sandbox *out, struct err *e)
{
	const struct step *step = work->step;
	struct sandbox *s = &out->sandbox;

	if (user_resolve(root, str_of(step->user), &s->user, e) < 0)
		return -1;
	make_env(&step->run, &out->env);
	for (size_t i = 0; i < mounts->env.n; i++)
		map_set(&out->env, mounts->env.p[i].key, mounts->env.p[i].value);
	if (mounts->agent_target && !map_has(&out->env, STR("SSH_AUTH_SOCK")))
		map_set(&out->env, STR("SSH_AUTH_SOCK"), str_of(mounts->agent_target));
	make_hosts(step->run.hostname, step->run.hosts, &out->hosts);
	add_scripts(&step->run, out);
	for (size_t i = 0; i < mounts->list.n; i++)
		vec_push(&out->mounts, mounts->list.p[i]);
	s->root = *root;
	s->argv = &step->run.argv;
	s->env = &out->env;
	s->workdir = step->workdir;
	s->hostname = work->step->run.hostname;
	s->network_none = step->run.network == NETWORK_NONE;
	s->mounts = out->mounts.p;
	s->mounts_n = out->mounts.n;
	s->resolv_conf = work->resolv_conf;
	s->hosts = buf_str(&out->hosts);
	s->limits = step->run.limits;
	s->limits_n = step->run.limits_n;
	s->out_fd = work->out_fd;
	s->err_fd = work->err_fd;
	return 0;
}

void step_sandbox_release(struct step_sandbox *s)
{
	map_release(&s->env);
	buf_release(&s->hosts);
	vec_release(&s->mounts);
	for (size_t i = 0; i < s->texts.n; i++)
		free(s->texts.p[i]);
	vec_release(&s->texts);
}
