/* graph - which stages the target needs, in topological order; only FROM lines are expanded. */
#include "plan/graph.h"

#include "base/buf.h"
#include "codec/platform.h"
#include "codec/ref.h"
#include "lang/diag.h"
#include "lang/expand.h"
#include "plan/args.h"
#include "plan/grow.h"
#include "plan/names.h"
#include "plan/nodes.h"
#include "plan/warn.h"

static int refuse_large(const struct dockerfile *file, struct err *e)
{
	if (file->stages.n > PLAN_STAGES_MAX)
		return diag(e, STAGES_MANY, .a = STR_NUMBER(PLAN_STAGES_MAX));
	if (file->instrs.n > PLAN_INSTRUCTIONS_MAX)
		return diag(e, INSTRUCTIONS_MANY, .a = STR_NUMBER(PLAN_INSTRUCTIONS_MAX));
	return 0;
}

static int read_platform(struct plan *plan, const char *text, struct platform *out, struct err *e)
{
	*out = platform_own();
	return text ? platform_parse(str_of(text), &plan->arena, out, e) : 0;
}

static int origin_of_args(struct plan *plan, const struct plan_request *request,
	struct args_origin *out, struct err *e)
{
	const struct dockerfile *file = plan->file;
	struct str last = file->stages.p[file->stages.n - 1].name;

	if (read_platform(plan, request->build_platform, &out->build, e) < 0)
		return -1;
	out->target = out->build;
	if (request->platform && read_platform(plan, request->platform, &out->target, e) < 0)
		return -1;
	out->target_stage = request->target ? str_of(request->target)
			    : last.n > 0    ? last
					    : STR("default");
	out->build_args = request->build_args;
	plan->platform = platform_text(&out->target, &plan->arena);
	plan->platform_given = request->platform != NULL;
	return 0;
}

static bool names_an_image(struct str text)
{
	AUTO(ref_release) struct ref ref = {0};
	struct err ignored;

	return str_starts(text, STR("oci-layout:")) || str_starts(text, STR("oci-archive:")) ||
	       ref_parse(text, &ref, &ignored) == 0;
}

/* Whether every FROM has a name even when no build argument is given. */
static void check_defaults(struct plan *plan, const struct args_origin *origin)
{
	AUTO(map_release) struct map values = {0};
	AUTO(map_release) struct map declared = {0};
	struct args_origin defaults = *origin;
	struct err ignored;

	defaults.build_args = NULL;
	if (args_global(plan->file, &defaults, &values, &declared, &ignored) < 0)
		return;
	for (size_t i = 0; i < plan->file->stages.n; i++) {
		AUTO(buf_release) struct buf name = {0};
		const struct instr *from = &plan->file->instrs.p[plan->file->stages.p[i].from];
		struct expand x = {.vars = &values, .escape = plan->file->directives.escape};

		if (expand_word(&x, from->image.raw, &name, &ignored) == 0 &&
			!names_an_image(buf_str(&name)))
			WARN_ABOUT(&plan->warnings, &plan->lint, from, DEFAULT_ARG_IN_FROM,
				.a = from->image.raw);
	}
}

static int copy_lint(struct plan *plan, const struct plan_request *request, struct err *e)
{
	if (!request->lint)
		return lint_options_parse(plan->file->directives.check, &plan->lint, e);
	lint_options_copy(&plan->lint, request->lint);
	return 0;
}

static int make(struct plan *plan, const struct plan_request *request, struct err *e)
{
	AUTO(map_release) struct map declared = {0};
	struct args_origin origin = {0};

	if (refuse_large(plan->file, e) < 0 || copy_lint(plan, request, e) < 0 ||
		names_add_contexts(plan->names, request->contexts, e) < 0 ||
		origin_of_args(plan, request, &origin, e) < 0)
		return -1;
	check_defaults(plan, &origin);
	plan->all_stages = request->all_stages && !request->target;
	if (args_global(plan->file, &origin, &plan->global_args, &declared, e) < 0 ||
		nodes_make(plan, &declared, e) < 0 || plan_aim(plan, request->target, e) < 0)
		return -1;
	return plan_keep(plan, e);
}

int plan_make(struct dockerfile *file, const struct plan_request *request, struct plan *out,
	struct err *e)
{
	*out = (struct plan){.file = file, .instructions = file->instrs.n};
	out->names = mem_alloc(sizeof *out->names);
	out->names->arena = &out->arena;
	out->nodes = mem_alloc(sizeof *out->nodes);
	return make(out, request, e);
}

int plan_origin(struct plan *plan, size_t stage, struct str from, struct origin *out, struct err *e)
{
	struct meaning meaning = {0};

	if (node_meaning(plan, plan->stages.p[stage].declaration, from, &meaning, e) < 0)
		return -1;
	*out = plan_register(plan, &meaning, (struct span){0});
	return 0;
}

void plan_release(struct plan *plan)
{
	if (plan->names)
		names_release(plan->names);
	if (plan->nodes)
		nodes_release(plan->nodes);
	mem_release(&plan->names);
	mem_release(&plan->nodes);
	map_release(&plan->global_args);
	vec_release(&plan->stages);
	vec_release(&plan->images);
	vec_release(&plan->contexts);
	warnings_release(&plan->warnings);
	lint_options_release(&plan->lint);
	arena_release(&plan->arena);
}
