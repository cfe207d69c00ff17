/* dump_plan - a plan as text, one item a line, for --dump=plan. */
#include "plan/graph.h"

#include "plan/dump.h"
#include "plan/nodes.h"

static void add_stage(const struct plan *plan, size_t number, struct buf *out)
{
	const struct plan_stage *s = &plan->stages.p[number];
	const struct plan_node *n = &plan->nodes->list.p[s->declaration];

	buf_fmt(out, "stage %zu %.*s from ", number, STR_FMT(n->display));
	dump_origin(out, plan, &s->base);
	buf_fmt(out, " platform %.*s", STR_FMT(s->platform));
	if (s->replaced)
		buf_cstr_add(out, " replaced");
	if (number == plan->target)
		buf_cstr_add(out, " target");
	buf_char(out, '\n');
	for (size_t i = 0; i < n->triggers.n; i++) {
		buf_cstr_add(out, "  trigger ");
		dump_text(out, n->triggers.p[i].text);
		buf_char(out, '\n');
	}
}

void plan_dump(const struct plan *plan, struct buf *out)
{
	for (size_t i = 0; i < plan->images.n; i++)
		buf_fmt(out, "image %zu %.*s source %.*s platform %.*s line %u\n", i,
			STR_FMT(plan->images.p[i].name), STR_FMT(plan->images.p[i].source),
			STR_FMT(plan->images.p[i].platform), plan->images.p[i].span.line);
	for (size_t i = 0; i < plan->contexts.n; i++)
		buf_fmt(out, "context %.*s directory %.*s\n", STR_FMT(plan->contexts.p[i].name),
			STR_FMT(plan->contexts.p[i].directory));
	for (size_t i = 0; i < plan->stages.n; i++)
		add_stage(plan, i, out);
	for (size_t i = 0; i < plan->warnings.n; i++)
		buf_fmt(out, "warning line %u %s: %s\n", plan->warnings.p[i].span.line,
			plan->warnings.p[i].rule, plan->warnings.p[i].text);
}
