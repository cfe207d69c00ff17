/* bind_base - what a stage starts with: the config of its base and the state it leaves. */
#include <stdlib.h>

#include "base/mem.h"
#include "codec/platform.h"
#include "plan/binder.h"
#include "plan/path.h"
#include "plan/warn.h"

#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

static char *text_or_null(struct str s)
{
	return s.n > 0 ? str_dup(s) : NULL;
}

static int set_platform(struct binder *b, struct str platform, struct config *c, struct err *e)
{
	struct platform p;

	if (platform_parse(platform, &b->program->arena, &p, e) < 0)
		return -1;
	free(c->os);
	free(c->architecture);
	free(c->variant);
	free(c->os_version);
	c->os = text_or_null(p.os);
	c->architecture = text_or_null(p.arch);
	c->variant = text_or_null(p.variant);
	c->os_version = text_or_null(p.os_version);
	return 0;
}

static size_t map_bytes(const struct map *m)
{
	size_t bytes = 0;

	for (size_t i = 0; i < m->n; i++)
		bytes += sizeof m->p[i] + m->p[i].key.n + m->p[i].value.n;
	return bytes;
}

static size_t strs_bytes(const struct strs *s)
{
	size_t bytes = 0;

	for (size_t i = 0; i < s->n; i++)
		bytes += sizeof s->p[i] + s->p[i].n;
	return bytes;
}

/* About what a copy takes: thousands of stages of one large base are bounded like words. */
static size_t config_bytes(const struct config *c)
{
	size_t bytes = map_bytes(&c->env) + map_bytes(&c->labels) + map_bytes(&c->exposed_ports) +
		       map_bytes(&c->volumes) + strs_bytes(&c->cmd) + strs_bytes(&c->entrypoint) +
		       strs_bytes(&c->onbuild) + c->diff_ids_n * sizeof *c->diff_ids;

	for (size_t i = 0; i < c->history_n; i++)
		bytes += sizeof c->history[i] + str_of(c->history[i].created_by).n +
			 str_of(c->history[i].comment).n;
	return bytes;
}

static int inherit(struct binder *b, const struct config *from, struct err *e)
{
	struct config *c = bind_config(b);

	if (bind_charge(b, config_bytes(from), e) < 0)
		return -1;
	config_copy(c, from);
	strs_release(&c->onbuild);
	mem_release(&c->created);
	return 0;
}

/* A base may be pulled for another machine: legal, and seldom meant. */
static void warn_platform(struct binder *b, const struct plan_stage *stage)
{
	AUTO(arena_release) struct arena arena = {0};
	const struct config *c = bind_config(b);
	struct platform is = {str_of(c->os), STR(""), str_of(c->architecture), STR("")};
	struct platform want;
	struct err ignored;

	if (!c->os || !c->architecture ||
		platform_parse(stage->platform, &arena, &want, &ignored) < 0)
		return;
	if (str_eq(is.os, want.os) && str_eq(is.arch, want.arch))
		return;
	is.variant = str_of(c->variant);
	WARN_ABOUT(&b->program->warnings, &b->plan->lint, b->instr, BASE_PLATFORM,
		.a = b->plan->images.p[stage->base.number].name, .b = platform_text(&is, &arena),
		.c = stage->platform);
}

static int adopt_env(struct binder *b, const struct map *env, struct err *e)
{
	for (size_t i = 0; i < env->n; i++) {
		struct str key = STR(""), value = STR("");

		if (bind_keep(b, env->p[i].key, &key, e) < 0 ||
			bind_keep(b, env->p[i].value, &value, e) < 0 ||
			bind_set_env(b, key, value, e) < 0)
			return -1;
	}
	return 0;
}

/* ARGs of the base go on being declared; texts are shared, they live as long as the program. */
static int inherit_state(struct binder *b, const struct stage_state *from, struct err *e)
{
	struct stage_state *s = bind_state(b);

	if (bind_charge(b, map_bytes(&from->env) + map_bytes(&from->args), e) < 0)
		return -1;
	if (adopt_env(b, &from->env, e) < 0)
		return -1;
	map_copy(&s->args, &from->args);
	s->workdir_set = from->workdir_set;
	return 0;
}

static int begin_empty(struct binder *b, const struct plan_stage *stage, struct err *e)
{
	struct config *c = bind_config(b);

	c->working_dir = str_dup(STR("/"));
	return set_platform(b, stage->platform, c, e);
}

/* What a context holds is the stage's first layer. */
static int begin_directory(struct binder *b, const struct plan_stage *stage, struct err *e)
{
	struct step *step = NULL;

	if (begin_empty(b, stage, e) < 0 ||
		bind_step(b, STEP_COPY, STR("COPY . / # buildkit"), &step, e) < 0)
		return -1;
	step->workdir = "/";
	step->copy = (struct copy){.from = stage->base, .dest = "/"};
	strs_add(&step->copy.sources, STR("."));
	return 0;
}

static int begin_config(struct binder *b, const struct plan_stage *stage, struct err *e)
{
	size_t base = stage->base.number;

	switch (stage->base.kind) {
	case ORIGIN_IMAGE:
		if (inherit(b, &b->configs[base], e) < 0)
			return -1;
		warn_platform(b, stage);
		return 0;
	case ORIGIN_STAGE:
		if (inherit(b, &b->program->stages.p[base].config, e) < 0)
			return -1;
		b->program->stages.p[b->stage].user_span = b->program->stages.p[base].user_span;
		return inherit_state(b, &b->states[base], e);
	case ORIGIN_NAMED: return begin_directory(b, stage, e);
	default: return begin_empty(b, stage, e);
	}
}

static int begin_env(struct binder *b, struct err *e)
{
	struct config *c = bind_config(b);
	bool windows = c->os && str_eq(str_of(c->os), STR("windows"));

	if (!map_has(&c->env, STR("PATH")) && !windows)
		map_set(&c->env, STR("PATH"), STR(DEFAULT_PATH));
	return adopt_env(b, &c->env, e);
}

static int begin_places(struct binder *b, struct err *e)
{
	AUTO(buf_release) struct buf joined = {0};
	struct config *c = bind_config(b);
	struct stage_state *s = bind_state(b);
	struct str path = str_of(c->working_dir), user = STR("");

	s->workdir = "/";
	if (c->user && c->user[0]) {
		if (bind_keep(b, str_of(c->user), &user, e) < 0)
			return -1;
		s->user = user.p;
	}
	if (path.n == 0)
		return 0;
	if (path_is_absolute(path))
		buf_str_add(&joined, path);
	else
		path_join(STR("/"), path, false, &joined);
	if (bind_keep_path(b, buf_str(&joined), &path, e) < 0)
		return bind_fail(b, b->instr->span, e);
	s->workdir = path.p;
	free(c->working_dir);
	c->working_dir = str_dup(path);
	return 0;
}

int bind_base(struct binder *b, struct err *e)
{
	const struct plan_stage *stage = &b->plan->stages.p[b->stage];
	const struct stage_decl *decl = &b->plan->file->stages.p[stage->declaration];

	b->instr = &b->plan->file->instrs.p[decl->from];
	b->trigger = b->outside = false;
	bind_state(b)->log = mem_alloc(sizeof(struct env_log));
	vec_push(&b->program->logs, bind_state(b)->log);
	if (begin_config(b, stage, e) < 0)
		return bind_fail(b, b->instr->span, e);
	if (stage->replaced)
		return begin_places(b, e);
	return begin_env(b, e) < 0 || begin_places(b, e) < 0 ? -1 : 0;
}
