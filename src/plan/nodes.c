/* nodes - every declared stage with what it needs, whether the target reaches it or not. */
#include "plan/nodes.h"

#include <stdio.h>

#include "base/buf.h"
#include "lang/diag.h"
#include "lang/expand.h"
#include "plan/from.h"
#include "plan/mount_flag.h"

static int fail_at(const struct plan *plan, struct span span, struct err *e)
{
	return err_at(e, plan->file->source->name, span);
}

static struct plan_node *node_at(const struct plan *plan, size_t node)
{
	return &plan->nodes->list.p[node];
}

/* A stage that a named context replaces never shows. */
static struct meaning through(const struct plan *plan, struct meaning m)
{
	if (m.kind == MEANS_STAGE && node_at(plan, m.stage)->replaced)
		return node_at(plan, m.stage)->base;
	return m;
}

/* A number as Go's Atoi takes it, a sign allowed; false: it is a name. */
static bool read_index(struct str text, bool *negative, unsigned long long *number)
{
	*negative = text.n > 0 && text.p[0] == '-';
	if (text.n > 0 && (text.p[0] == '-' || text.p[0] == '+'))
		text = str_from(text, 1);
	return str_to_u64(text, number);
}

static int index_meaning(
	const struct plan *plan, struct str from, struct meaning *out, struct err *e)
{
	unsigned long long number = 0;
	bool negative = false;

	if (!read_index(from, &negative, &number))
		return 0;
	if ((negative && number > 0) || number >= plan->nodes->list.n)
		return diag(e, STAGE_INDEX, .a = from);
	*out = through(plan, (struct meaning){.kind = MEANS_STAGE, .stage = (size_t)number});
	return 1;
}

int node_meaning(
	struct plan *plan, size_t node, struct str from, struct meaning *out, struct err *e)
{
	size_t stage = 0;
	int index = index_meaning(plan, from, out, e);

	if (index != 0)
		return index < 0 ? -1 : 0;
	if (!names_stage(plan->names, from, node, &stage))
		return names_outside(plan->names, from, plan->platform, out, e);
	*out = through(plan, (struct meaning){.kind = MEANS_STAGE, .stage = stage});
	return 0;
}

static int add_need(
	struct plan *plan, size_t node, struct str from, const struct flag *flag, struct err *e)
{
	struct plan_need need = {.span = flag->span, .mount = str_eq(flag->name, STR("mount"))};

	if (node_meaning(plan, node, from, &need.meaning, e) < 0)
		return fail_at(plan, flag->span, e);
	vec_push(&node_at(plan, node)->needs, need);
	return 0;
}

static int refuse_variable(const struct plan *plan, const struct flag *from, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};
	struct expand x = {.escape = plan->file->directives.escape};

	if (expand_word(&x, from->value, &text, e) == 0 && str_eq(buf_str(&text), from->value))
		return 0;
	diag(e, FROM_VARIABLE, .a = from->value);
	return fail_at(plan, from->span, e);
}

static int need_of_copy(struct plan *plan, size_t node, const struct instr *instr, struct err *e)
{
	const struct flag *from = instr_flag(instr, "from");

	if (!from || from->value.n == 0)
		return 0;
	if (refuse_variable(plan, from, e) < 0)
		return -1;
	return add_need(plan, node, from->value, from, e);
}

static int needs_of_run(struct plan *plan, size_t node, const struct instr *instr, struct err *e)
{
	for (size_t i = 0; i < instr->flags.n; i++) {
		AUTO(buf_release) struct buf from = {0};
		const struct flag *flag = &instr->flags.p[i];

		if (!str_eq(flag->name, STR("mount")))
			continue;
		if (mount_flag_from(flag->value, &from, e) < 0)
			return fail_at(plan, flag->span, e);
		if (from.n > 0 && add_need(plan, node, buf_str(&from), flag, e) < 0)
			return -1;
	}
	return 0;
}

static int add_needs(struct plan *plan, size_t node, const struct instr *instr, struct err *e)
{
	switch (instr->kind) {
	case INSTR_COPY: return need_of_copy(plan, node, instr, e);
	case INSTR_RUN: return needs_of_run(plan, node, instr, e);
	default: return 0;
	}
}

static int set_base(struct plan *plan, size_t node, const struct from *from, struct err *e)
{
	struct plan_node *n = node_at(plan, node);
	size_t stage = 0;
	int replaced = 0;

	n->platform = from->platform;
	if (n->name.n > 0)
		replaced = names_context(plan->names, n->name, from->platform, &n->base, e);
	if (replaced != 0) {
		n->replaced = replaced > 0;
		return replaced < 0 ? -1 : 0;
	}
	if (!names_stage(plan->names, from->image, node, &stage))
		return names_outside(plan->names, from->image, from->platform, &n->base, e);
	n->base = through(plan, (struct meaning){.kind = MEANS_STAGE, .stage = stage});
	n->platform = node_at(plan, stage)->platform;
	return 0;
}

static struct str display_name(struct plan *plan, struct str name, size_t number)
{
	char text[32];

	if (name.n > 0)
		return name;
	snprintf(text, sizeof text, "stage-%zu", number);
	return (struct str){arena_str(&plan->arena, str_of(text)), str_of(text).n};
}

/* `golang:` is seldom a name that somebody wrote: an ARG in it has no value. */
static void hint_expansion(const struct word *image, struct err *e)
{
	if (e->kind != ERR_SYNTAX || str_find(image->raw, '$') == image->raw.n)
		return;
	e->hint[0] = '\0';
	err_hint(e,
		"it was made from %.*s: give the ARGs in it a default before the first FROM, or "
		"set them with --build-arg",
		STR_FMT(image->raw));
}

static int declare(
	struct plan *plan, const struct stage_decl *decl, const struct map *declared, struct err *e)
{
	const struct instr *line = &plan->file->instrs.p[decl->from];
	size_t node = plan->nodes->list.n;
	struct from from = {0};

	if (from_expand(plan, line, declared, &from, e) < 0)
		return -1;
	vec_push(&plan->nodes->list, (struct plan_node){.name = decl->name,
					     .display = display_name(plan, decl->name, node)});
	if (set_base(plan, node, &from, e) < 0) {
		hint_expansion(&line->image, e);
		return fail_at(plan, line->image.span, e);
	}
	/* Scratch has no platform of its own to choose from. */
	if (node_at(plan, node)->base.kind == MEANS_SCRATCH)
		node_at(plan, node)->platform = plan->platform;
	names_declare(plan->names, decl->name);
	return 0;
}

static int count_trigger(struct plan *plan, struct err *e)
{
	if (++plan->instructions > PLAN_INSTRUCTIONS_MAX)
		return diag(e, INSTRUCTIONS_MANY, .a = STR_NUMBER(PLAN_INSTRUCTIONS_MAX));
	return 0;
}

/* The ONBUILD lines of a base in this file run in every stage that is made from it. */
static int inherit_triggers(struct plan *plan, size_t node, struct err *e)
{
	struct plan_node *n = node_at(plan, node);

	if (n->replaced || n->base.kind != MEANS_STAGE)
		return 0;
	const struct stage_decl *base = &plan->file->stages.p[n->base.stage];

	for (size_t i = base->first; i < base->last; i++) {
		const struct instr *line = &plan->file->instrs.p[i];

		if (line->kind != INSTR_ONBUILD)
			continue;
		if (count_trigger(plan, e) < 0)
			return fail_at(plan, line->span, e);
		vec_push(&n->triggers,
			(struct plan_trigger){.instr = line->trigger, .text = line->rest});
		if (line->trigger && add_needs(plan, node, line->trigger, e) < 0)
			return -1;
	}
	return 0;
}

static int find_needs(struct plan *plan, size_t node, struct err *e)
{
	const struct stage_decl *decl = &plan->file->stages.p[node];

	if (node_at(plan, node)->replaced)
		return 0;
	if (inherit_triggers(plan, node, e) < 0)
		return -1;
	for (size_t i = decl->first; i < decl->last; i++)
		if (add_needs(plan, node, &plan->file->instrs.p[i], e) < 0)
			return -1;
	return 0;
}

/* Depth is bounded by PLAN_STAGES_MAX. */
static int walk(struct plan *plan, size_t node, struct err *e)
{
	struct plan_node *n = node_at(plan, node);

	if (n->walk == NODE_DONE)
		return 0;
	if (n->walk == NODE_OPEN)
		return diag(e, STAGE_CYCLE, .a = n->display);
	n->walk = NODE_OPEN;
	for (size_t i = 0; i < n->needs.n; i++) {
		const struct plan_need *need = &n->needs.p[i];

		if (need->meaning.kind == MEANS_STAGE && walk(plan, need->meaning.stage, e) < 0)
			return fail_at(plan, need->span, e);
	}
	if (n->base.kind == MEANS_STAGE && walk(plan, n->base.stage, e) < 0)
		return -1;
	n->walk = NODE_DONE;
	return 0;
}

int nodes_refuse_cycles(struct plan *plan, struct err *e)
{
	for (size_t i = 0; i < plan->nodes->list.n; i++)
		node_at(plan, i)->walk = NODE_NEW;
	for (size_t i = 0; i < plan->nodes->list.n; i++)
		if (walk(plan, i, e) < 0)
			return -1;
	return 0;
}

int nodes_make(struct plan *plan, const struct map *declared_args, struct err *e)
{
	for (size_t i = 0; i < plan->file->stages.n; i++)
		if (declare(plan, &plan->file->stages.p[i], declared_args, e) < 0)
			return -1;
	for (size_t i = 0; i < plan->nodes->list.n; i++)
		if (find_needs(plan, i, e) < 0)
			return -1;
	return nodes_refuse_cycles(plan, e);
}

static int trigger_failed(struct plan *plan, size_t node, struct str text, struct err *e)
{
	const struct stage_decl *decl = &plan->file->stages.p[node];

	e->span = (struct span){0};
	err_during(e, "running the ONBUILD trigger `%.*s` of the base image", STR_FMT(text));
	return fail_at(plan, plan->file->instrs.p[decl->from].span, e);
}

static int add_trigger(struct plan *plan, size_t node, struct str text, struct err *e)
{
	struct instr *instr = arena_alloc(&plan->arena, sizeof *instr);
	const struct stage_decl *decl = &plan->file->stages.p[node];

	plan->trigger_bytes += text.n;
	if (count_trigger(plan, e) < 0)
		return trigger_failed(plan, node, text, e);
	if (plan->trigger_bytes > PLAN_TRIGGER_BYTES_MAX) {
		diag(e, TEXT_LIMIT);
		return trigger_failed(plan, node, text, e);
	}
	if (dockerfile_parse_trigger(plan->file, text, instr, e) < 0)
		return trigger_failed(plan, node, text, e);
	instr->span = plan->file->instrs.p[decl->from].span;
	vec_push(&node_at(plan, node)->triggers,
		(struct plan_trigger){.instr = instr,
			.text = {arena_str(&plan->arena, text), text.n},
			.outside = true});
	return add_needs(plan, node, instr, e) < 0 ? trigger_failed(plan, node, text, e) : 0;
}

int node_add_triggers(struct plan *plan, size_t node, const struct strs *texts, struct err *e)
{
	for (size_t i = 0; i < texts->n; i++)
		if (add_trigger(plan, node, texts->p[i], e) < 0)
			return -1;
	node_at(plan, node)->outside_read = true;
	return 0;
}

void nodes_release(struct plan_nodes *nodes)
{
	for (size_t i = 0; i < nodes->list.n; i++) {
		vec_release(&nodes->list.p[i].needs);
		vec_release(&nodes->list.p[i].triggers);
	}
	vec_release(&nodes->list);
}
