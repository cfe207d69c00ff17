/* bind_mount - one --mount of a RUN with its places resolved: stage, workdir, defaults. */
#include <stdio.h>

#include "lang/diag.h"
#include "plan/binder.h"
#include "plan/mount_flag.h"
#include "plan/path.h"

struct mount_scope {
	struct binder *b;
	struct span span;
};

static int expand(void *context, struct str raw, struct str *out, struct err *e)
{
	const struct mount_scope *scope = context;

	return bind_text(scope->b, raw, scope->span, out, e);
}

/* path below base, kept. */
static int keep_path(
	struct binder *b, const char *base, struct str path, const char **out, struct err *e)
{
	AUTO(buf_release) struct buf joined = {0};
	struct str kept = STR("");

	path_join(str_of(base), path, false, &joined);
	if (bind_keep_path(b, buf_str(&joined), &kept, e) < 0)
		return -1;
	*out = kept.p;
	return 0;
}

static int keep_named(
	struct binder *b, const char *directory, struct str name, const char **out, struct err *e)
{
	AUTO(buf_release) struct buf path = {0};

	buf_fmt(&path, "%s%.*s", directory, STR_FMT(name));
	return keep_path(b, "/", buf_str(&path), out, e);
}

static int make_origin(
	struct binder *b, const struct mount_flag *f, struct run_mount *m, struct err *e)
{
	if (f->type != MOUNT_BIND && f->type != MOUNT_CACHE) {
		m->from.kind = ORIGIN_SCRATCH;
		return 0;
	}
	m->from.kind = f->type == MOUNT_CACHE ? ORIGIN_SCRATCH : ORIGIN_CONTEXT;
	if (keep_path(b, "/", f->source, &m->source, e) < 0)
		return -1;
	return f->from.n > 0 ? plan_origin(b->plan, b->stage, f->from, &m->from, e) : 0;
}

/* No target is the working directory itself: `--mount=ro` under a WORKDIR is in use. */
static int make_target(
	struct binder *b, const struct mount_flag *f, struct run_mount *m, struct err *e)
{
	if (keep_path(b, bind_state(b)->workdir, f->target, &m->target, e) < 0)
		return -1;
	if (!str_eq(str_of(m->target), STR("/")))
		return 0;
	return diag(e, MOUNT_TARGET, .a = STR("/"));
}

/* Two steps that write `target=x` share a cache, whatever their workdirs: docker's rule. */
static int make_cache(
	struct binder *b, const struct mount_flag *f, struct run_mount *m, struct err *e)
{
	AUTO(buf_release) struct buf id = {0};
	const struct map *args = b->request->build_args;
	const struct str *space = args ? map_get(args, STR("BUILDKIT_CACHE_MOUNT_NS")) : NULL;
	struct str kept = STR("");

	if (make_target(b, f, m, e) < 0)
		return -1;
	if (space && space->n > 0)
		buf_fmt(&id, "%.*s/", STR_FMT(*space));
	if (f->id.n > 0)
		buf_str_add(&id, f->id);
	else
		path_clean(f->target, &id);
	if (bind_keep(b, buf_str(&id), &kept, e) < 0)
		return -1;
	m->id = kept.p;
	if (!f->mode_set)
		m->mode = 0755;
	return 0;
}

static int make_secret(
	struct binder *b, const struct mount_flag *f, struct run_mount *m, struct err *e)
{
	struct str id = f->source.n > 0 ? f->source : f->id;

	if (id.n == 0)
		id = path_base(f->target);
	if (bind_keep(b, id, &id, e) < 0)
		return -1;
	m->id = id.p;
	m->env = f->env.p;
	if (f->env.p && f->env.n == 0)
		return diag(e, MOUNT_VALUE, .a = STR("env"), .b = STR(""));
	if (!f->mode_set)
		m->mode = 0400;
	if (f->target.n > 0)
		return make_target(b, f, m, e);
	return f->env.p ? 0 : keep_named(b, "/run/secrets/", path_base(id), &m->target, e);
}

static int make_ssh(struct binder *b, const struct mount_flag *f, const struct run *run,
	struct run_mount *m, struct err *e)
{
	char number[24];
	size_t n = 0;

	m->id = f->id.n > 0 ? f->id.p : "default";
	if (!f->mode_set)
		m->mode = 0600;
	if (f->target.n > 0)
		return make_target(b, f, m, e);
	for (size_t i = 0; i < run->mounts.n; i++)
		n += run->mounts.p[i].type == MOUNT_SSH;
	snprintf(number, sizeof number, "%zu", n);
	return keep_named(b, "/run/buildkit/ssh_agent.", str_of(number), &m->target, e);
}

static int make_places(struct binder *b, const struct mount_flag *f, const struct run *run,
	struct run_mount *m, struct err *e)
{
	switch (f->type) {
	case MOUNT_BIND:
	case MOUNT_TMPFS: return make_target(b, f, m, e);
	case MOUNT_CACHE: return make_cache(b, f, m, e);
	case MOUNT_SECRET: return make_secret(b, f, m, e);
	case MOUNT_SSH: break;
	}
	return make_ssh(b, f, run, m, e);
}

int bind_mount(struct binder *b, const struct flag *flag, struct run *run, struct err *e)
{
	struct mount_scope scope = {b, flag->span};
	struct mount_flag f = {0};

	if (mount_flag_parse(flag->value, &(struct mount_expander){expand, &scope}, &f, e) < 0)
		return -1;
	struct run_mount m = {.type = f.type,
		.read_only = f.read_only,
		.required = f.required,
		.owner_set = f.mode_set || f.uid_set || f.gid_set,
		.sharing = f.sharing,
		.size_bytes = f.size_bytes,
		.mode = f.mode,
		.uid = f.uid,
		.gid = f.gid,
		.written = run->mounts.n,
		.span = b->outside ? b->instr->span : flag->span};

	if (make_origin(b, &f, &m, e) < 0 || make_places(b, &f, run, &m, e) < 0)
		return -1;
	vec_push(&run->mounts, m);
	return 0;
}
