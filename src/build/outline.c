/* outline - what a build takes from outside: arguments, secrets, agents, caches; and its stages. */
#include "build/outline.h"

#include <ctype.h>

#include "base/map.h"

/* Nobody reads a list of more, and deciding costs their square. */
enum { GLOBALS_MAX = 1000 };

struct global {
	const struct instr *instr;
	const struct pair *pair;
	bool used;
};

struct globals {
	struct global *p; /* base/vec triple */
	size_t n, capacity;
};

static void globals_release(struct globals *g)
{
	vec_release(g);
}

/* What a comment says about name: the rest of the line that begins with it. */
static struct str description(struct str comment, struct str name)
{
	struct str line = STR("");

	while (comment.n > 0) {
		str_cut(comment, '\n', &line, &comment);
		struct str rest = str_from(line, name.n);

		if (name.n > 0 && str_starts(line, name) && rest.n > 0 && rest.p[0] == ' ')
			return str_trim(rest);
	}
	return STR("");
}

/* The first declaration has the place, a later one the value in force. */
static void add_arg(struct outline *o, const struct instr *i, struct str name, struct str value)
{
	struct str text = description(i->comment, name);

	for (size_t k = 0; k < o->args.n; k++) {
		struct outline_arg *known = &o->args.p[k];

		if (!str_eq(known->name, name))
			continue;
		if (known->value.n == 0)
			known->value = value;
		if (known->description.n == 0)
			known->description = text;
		return;
	}
	vec_push(&o->args, (struct outline_arg){name, value, text, i->span});
}

/* Does the text expand the variable? */
static bool mentions(struct str text, struct str name)
{
	for (size_t at = str_find(text, '$'); at < text.n; at = str_find(text, '$')) {
		text = str_from(text, at + 1);
		struct str rest = str_from(text, str_starts(text, STR("{")));

		if (!str_starts(rest, name))
			continue;
		rest = str_from(rest, name.n);
		if (rest.n == 0 || (rest.p[0] != '_' && !isalnum((unsigned char)rest.p[0])))
			return true;
	}
	return false;
}

static bool stage_uses(const struct checked *c, size_t stage, struct str name)
{
	const struct stage_decl *decl = &c->file.stages.p[c->plan.stages.p[stage].declaration];
	const struct instr *from = &c->file.instrs.p[decl->from];
	const struct flag *platform = instr_flag(from, "platform");
	const struct stage_program *program = &c->program.stages.p[stage];

	for (size_t k = 0; k < program->args.n; k++)
		if (str_eq(program->args.p[k].name, name))
			return true;
	return mentions(from->image.raw, name) || (platform && mentions(platform->value, name));
}

static bool default_uses(const struct globals *g, size_t later, struct str name)
{
	for (size_t i = later; i < g->n; i++)
		if (g->p[i].used && mentions(g->p[i].pair->value.raw, name))
			return true;
	return false;
}

/* Those before the first FROM that a needed stage takes, or the default of one that it takes: a
 * default knows only what stands before it, so they are decided from the last to the first. */
static void find_used(const struct checked *c, struct globals *g)
{
	for (size_t i = g->n; i-- > 0;) {
		struct str name = g->p[i].pair->key.raw;

		g->p[i].used = default_uses(g, i + 1, name);
		for (size_t s = 0; s < c->plan.stages.n && !g->p[i].used; s++)
			g->p[i].used = stage_uses(c, s, name);
	}
}

static void add_global_args(const struct checked *c, struct outline *o)
{
	AUTO(globals_release) struct globals g = {0};

	for (size_t i = 0; i < c->file.stages.p[0].from; i++)
		for (size_t k = 0; k < c->file.instrs.p[i].pairs.n && g.n < GLOBALS_MAX; k++)
			vec_push(&g, (struct global){&c->file.instrs.p[i],
					     &c->file.instrs.p[i].pairs.p[k], false});
	find_used(c, &g);
	for (size_t i = 0; i < g.n; i++) {
		struct str name = g.p[i].pair->key.raw;
		const struct str *value = map_get(&c->plan.global_args, name);

		if (g.p[i].used)
			add_arg(o, g.p[i].instr, name, value ? *value : STR(""));
	}
}

static void add_need(struct outline_needs *needs, const char *id, bool required, struct span span)
{
	for (size_t i = 0; i < needs->list.n; i++)
		if (str_eq(needs->list.p[i].id, str_of(id))) {
			needs->list.p[i].required |= required;
			return;
		}
	vec_push(&needs->list, (struct outline_need){str_of(id), required, span});
}

static void add_mounts(struct outline *o, const struct step *step)
{
	for (size_t i = 0; i < step->run.mounts.n; i++) {
		const struct run_mount *m = &step->run.mounts.p[i];
		struct span span = step->instr->span;

		if (m->type == MOUNT_SECRET)
			add_need(&o->secrets, m->id, m->required, span);
		else if (m->type == MOUNT_SSH)
			add_need(&o->agents, m->id, m->required, span);
		else if (m->type == MOUNT_CACHE)
			add_need(&o->caches, m->id ? m->id : m->target, false, span);
	}
}

void outline_describe(const struct checked *c, size_t declaration, struct outline_stage *out)
{
	const struct stage_decl *decl = &c->file.stages.p[declaration];
	const struct instr *from = &c->file.instrs.p[decl->from];
	const struct flag *platform = instr_flag(from, "platform");

	*out = (struct outline_stage){
		.name = decl->name,
		.base = from->image.raw,
		.platform = platform ? platform->value : STR(""),
		.description = description(from->comment, from->stage_name.raw),
		.span = from->span,
	};
}

void outline_make(const struct checked *c, struct outline *out)
{
	outline_describe(c, c->plan.stages.p[c->plan.target].declaration, &out->target);
	add_global_args(c, out);
	for (size_t i = 0; i < c->program.stages.n; i++) {
		const struct stage_program *stage = &c->program.stages.p[i];

		for (size_t k = 0; k < stage->args.n; k++)
			add_arg(out, stage->args.p[k].instr, stage->args.p[k].name,
				stage->args.p[k].value);
		for (size_t k = 0; k < stage->steps.n; k++)
			if (stage->steps.p[k].kind == STEP_RUN)
				add_mounts(out, &stage->steps.p[k]);
	}
}

void outline_release(struct outline *o)
{
	vec_release(&o->args);
	vec_release(&o->secrets.list);
	vec_release(&o->agents.list);
	vec_release(&o->caches.list);
}
