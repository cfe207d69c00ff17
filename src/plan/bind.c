/* bind - a plan and the configs of its bases to straight-line steps with final values. */
#include "plan/bind.h"

#include <stdlib.h>

#include "codec/platform.h"
#include "plan/args.h"
#include "plan/binder.h"
#include "plan/grow.h"
#include "plan/nodes.h"

static int (*const binders[INSTR_KINDS])(struct binder *, struct err *) = {
	[INSTR_ADD] = bind_copy,
	[INSTR_ARG] = bind_arg,
	[INSTR_CMD] = bind_cmd,
	[INSTR_COPY] = bind_copy,
	[INSTR_ENTRYPOINT] = bind_entrypoint,
	[INSTR_ENV] = bind_env,
	[INSTR_EXPOSE] = bind_expose,
	[INSTR_HEALTHCHECK] = bind_healthcheck,
	[INSTR_LABEL] = bind_label,
	[INSTR_MAINTAINER] = bind_maintainer,
	[INSTR_ONBUILD] = bind_onbuild,
	[INSTR_RUN] = bind_run,
	[INSTR_SHELL] = bind_shell,
	[INSTR_STOPSIGNAL] = bind_stopsignal,
	[INSTR_USER] = bind_user,
	[INSTR_VOLUME] = bind_volume,
	[INSTR_WORKDIR] = bind_workdir,
};

static int bind_one(struct binder *b, const struct instr *instr, struct err *e)
{
	b->instr = instr;
	if (binders[instr->kind](b, e) < 0)
		return bind_fail(b, instr->span, e);
	bind_report_undefined(b);
	return 0;
}

/* ONBUILD accepts any word; that it is no instruction shows here, in the child. */
static int refuse_word(struct binder *b, const struct plan_trigger *trigger, struct err *e)
{
	struct instr instr = {0};

	if (dockerfile_parse_trigger(b->plan->file, trigger->text, &instr, e) == 0)
		return 0;
	e->span = (struct span){0};
	err_during(e, "running the ONBUILD trigger `%.*s`", STR_FMT(trigger->text));
	return bind_fail(b, b->instr->span, e);
}

static int bind_triggers(struct binder *b, const struct plan_node *node, struct err *e)
{
	const struct instr *from = b->instr;

	for (size_t i = 0; i < node->triggers.n; i++) {
		const struct plan_trigger *t = &node->triggers.p[i];

		b->instr = from;
		b->trigger = true;
		b->outside = t->outside;
		if (!t->instr)
			return refuse_word(b, t, e);
		if (bind_one(b, t->instr, e) < 0)
			return err_during(
				e, "running the ONBUILD trigger `%.*s`", STR_FMT(t->text));
	}
	b->trigger = b->outside = false;
	return 0;
}

static int bind_stage(struct binder *b, size_t number, struct err *e)
{
	const struct plan_stage *stage = &b->plan->stages.p[number];
	const struct stage_decl *decl = &b->plan->file->stages.p[stage->declaration];

	b->stage = number;
	if (bind_base(b, e) < 0)
		return -1;
	if (stage->replaced)
		return 0;
	if (bind_triggers(b, &b->plan->nodes->list.p[stage->declaration], e) < 0)
		return -1;
	for (size_t i = decl->first; i < decl->last; i++)
		if (bind_one(b, &b->plan->file->instrs.p[i], e) < 0)
			return -1;
	return 0;
}

static void set(char **field, struct str text)
{
	free(*field);
	*field = text.n > 0 ? str_dup(text) : NULL;
}

/* --platform decides what the image says it is for; a variant that was not given stays. */
static int set_target_platform(struct program *program, struct config *c, struct err *e)
{
	struct platform p;

	if (platform_parse(program->plan->platform, &program->arena, &p, e) < 0)
		return -1;
	bool same = str_eq(p.os, str_of(c->os)) && str_eq(p.arch, str_of(c->architecture));

	set(&c->os, p.os);
	set(&c->architecture, p.arch);
	if (p.variant.n > 0 || !same)
		set(&c->variant, p.variant);
	if (p.os_version.n > 0 || !same)
		set(&c->os_version, p.os_version);
	return 0;
}

static int finish_target(struct program *program, const struct bind_request *request, struct err *e)
{
	struct config *c = &program->stages.p[program->plan->target].config;

	for (size_t i = 0; request->labels && i < request->labels->n; i++)
		map_set(&c->labels, request->labels->p[i].key, request->labels->p[i].value);
	return program->plan->platform_given ? set_target_platform(program, c, e) : 0;
}

static int bind_stages(struct binder *b, struct err *e)
{
	struct program *program = b->program;

	for (size_t i = 0; i < b->plan->stages.n; i++)
		vec_push(&program->stages, (struct stage_program){.stage = b->plan->stages.p[i]});
	if (b->request->build_args)
		args_proxies(b->request->build_args, &program->proxies);
	for (size_t i = 0; i < b->plan->stages.n; i++)
		if (bind_stage(b, i, e) < 0)
			return -1;
	return finish_target(program, b->request, e);
}

static void binder_release(struct binder *b)
{
	for (size_t i = 0; i < b->plan->stages.n; i++) {
		map_release(&b->states[i].env);
		map_release(&b->states[i].args);
		buf_release(&b->states[i].run_args);
	}
	mem_release(&b->states);
	strs_release(&b->undefined);
	buf_release(&b->scratch);
}

int program_bind(struct plan *plan, const struct config *configs,
	const struct bind_request *request, struct program *out, struct err *e)
{
	int grown = plan_triggers(plan, configs, e);

	*out = (struct program){.plan = plan};
	if (grown != 0)
		return grown;
	AUTO(binder_release)
	struct binder b = {.program = out,
		.plan = plan,
		.configs = configs,
		.request = request,
		.states = mem_alloc(plan->stages.n * sizeof(struct stage_state))};

	return bind_stages(&b, e);
}
