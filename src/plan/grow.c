/* grow - from declared stages to those that the target needs; again when triggers named more. */
#include "plan/grow.h"

#include <assert.h>
#include <stdio.h>

#include "base/buf.h"
#include "lang/diag.h"
#include "plan/nodes.h"

static size_t add_image(struct plan *plan, const struct meaning *m, struct span span)
{
	AUTO(buf_release) struct buf key = {0};
	unsigned long long number = 0;
	char text[24];

	buf_str_add(&key, m->source);
	buf_char(&key, '\0');
	buf_str_add(&key, m->platform);
	const struct str *known = map_get(&plan->names->images, buf_str(&key));

	if (known && str_to_u64(*known, &number))
		return (size_t)number;
	snprintf(text, sizeof text, "%zu", plan->images.n);
	map_set(&plan->names->images, buf_str(&key), str_of(text));
	vec_push(&plan->images, (struct plan_image){.name = m->name,
					.source = m->source,
					.platform = m->platform,
					.span = span});
	return plan->images.n - 1;
}

static size_t add_directory(struct plan *plan, const struct meaning *m)
{
	for (size_t i = 0; i < plan->contexts.n; i++)
		if (str_eq(plan->contexts.p[i].name, m->name) &&
			str_eq(plan->contexts.p[i].directory, m->source))
			return i;
	vec_push(&plan->contexts, (struct plan_context){.name = m->name, .directory = m->source});
	return plan->contexts.n - 1;
}

struct origin plan_register(struct plan *plan, const struct meaning *m, struct span span)
{
	switch (m->kind) {
	case MEANS_STAGE:
		assert(plan->nodes->list.p[m->stage].needed);
		return (struct origin){ORIGIN_STAGE, plan->nodes->list.p[m->stage].stage};
	case MEANS_IMAGE: return (struct origin){ORIGIN_IMAGE, add_image(plan, m, span)};
	case MEANS_DIRECTORY: return (struct origin){ORIGIN_NAMED, add_directory(plan, m)};
	case MEANS_SCRATCH: break;
	}
	return (struct origin){ORIGIN_SCRATCH, 0};
}

static int target_unknown(const struct plan *plan, const char *target, struct err *e)
{
	const struct dockerfile *file = plan->file;
	struct str *names = mem_alloc((file->stages.n + 1) * sizeof *names);
	size_t n = 0;

	for (size_t i = 0; i < file->stages.n; i++)
		if (file->stages.p[i].name.n > 0)
			names[n++] = file->stages.p[i].name;
	diag(e, TARGET_UNKNOWN, .a = str_of(target), .c = str_nearest(str_of(target), names, n));
	mem_release(&names);
	return -1;
}

int plan_aim(struct plan *plan, const char *target, struct err *e)
{
	size_t last = plan->nodes->list.n - 1;

	if (!target)
		plan->aim = last;
	else if (!names_stage(plan->names, str_of(target), plan->nodes->list.n, &plan->aim))
		return target_unknown(plan, target, e);
	return 0;
}

static int stage_later(const struct plan *plan, const struct plan_node *node,
	const struct plan_need *need, struct err *e)
{
	struct str later = plan->nodes->list.p[need->meaning.stage].display;

	if (need->mount)
		diag(e, STAGE_LATER_MOUNT, .a = later);
	else
		diag(e, STAGE_LATER, .a = later, .b = node->display);
	return err_at(e, plan->file->source->name, need->span);
}

/* From the last stage to the first: what a stage needs stands above it. */
static int mark_needed(struct plan *plan, struct err *e)
{
	struct plan_node *nodes = plan->nodes->list.p;

	for (size_t i = 0; i < plan->nodes->list.n; i++)
		nodes[i].needed = plan->all_stages || i == plan->aim;
	for (size_t i = plan->aim + 1; i > 0; i--) {
		const struct plan_node *n = &nodes[i - 1];

		if (n->needed && n->base.kind == MEANS_STAGE)
			nodes[n->base.stage].needed = true;
		for (size_t k = 0; n->needed && k < n->needs.n; k++) {
			if (n->needs.p[k].meaning.kind != MEANS_STAGE)
				continue;
			if (n->needs.p[k].meaning.stage >= i - 1)
				return stage_later(plan, n, &n->needs.p[k], e);
			nodes[n->needs.p[k].meaning.stage].needed = true;
		}
	}
	return 0;
}

static void keep_stage(struct plan *plan, size_t number)
{
	struct plan_node *n = &plan->nodes->list.p[number];
	const struct instr *from = &plan->file->instrs.p[plan->file->stages.p[number].from];

	n->stage = plan->stages.n;
	vec_push(&plan->stages, (struct plan_stage){.declaration = number,
					.name = n->name,
					.base = plan_register(plan, &n->base, from->image.span),
					.platform = n->platform,
					.replaced = n->replaced});
	for (size_t i = 0; i < n->needs.n; i++)
		plan_register(plan, &n->needs.p[i].meaning, n->needs.p[i].span);
}

int plan_keep(struct plan *plan, struct err *e)
{
	if (mark_needed(plan, e) < 0)
		return -1;
	plan->stages.n = 0;
	for (size_t i = 0; i < plan->nodes->list.n; i++)
		if (plan->nodes->list.p[i].needed)
			keep_stage(plan, i);
	plan->target = plan->nodes->list.p[plan->aim].stage;
	return 0;
}

int plan_triggers(struct plan *plan, const struct config *configs, struct err *e)
{
	size_t stages = plan->stages.n;
	size_t images = plan->images.n;
	size_t contexts = plan->contexts.n;

	for (size_t i = 0; i < stages; i++) {
		const struct plan_stage *s = &plan->stages.p[i];

		if (s->base.kind != ORIGIN_IMAGE || s->replaced ||
			plan->nodes->list.p[s->declaration].outside_read)
			continue;
		if (node_add_triggers(plan, s->declaration, &configs[s->base.number].onbuild, e) <
			0)
			return -1;
	}
	if (nodes_refuse_cycles(plan, e) < 0 || plan_keep(plan, e) < 0)
		return -1;
	return plan->stages.n != stages || plan->images.n != images || plan->contexts.n != contexts;
}
