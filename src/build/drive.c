/* drive - parse, plan, pin, bind, run, finish: each stage a function from one value to the next. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/vec.h"
#include "build/epoch_source.h"
#include "build/findings.h"
#include "build/language.h"
#include "build/state.h"
#include "build/unused_args.h"
#include "image/policy.h"
#include "lang/dump.h"
#include "store/gc.h"

static void stages_release(struct build *b)
{
	for (size_t i = 0; i < b->stages_n; i++) {
		struct stage_state *s = &b->stages[i];

		flight_release(&s->flight);
		sources_close(s);
		mem_release(&s->gathered);
		chain_release(&s->chain);
		config_release(&s->history);
		vec_release(&s->made);
	}
	free(b->stages);
	b->stages = NULL;
	b->stages_n = 0;
}

static void build_release(struct build *b)
{
	ahead_release(b);
	stages_release(b);
	program_release(&b->program);
	bases_release(&b->bases);
	for (size_t i = 0; i < b->contexts.n; i++)
		context_release(&b->contexts.p[i]);
	vec_release(&b->contexts);
	plan_release(&b->plan);
	map_release(&b->build_args);
	dockerfile_release(&b->file);
	source_release(&b->source);
	ignore_release(&b->ignore);
	lint_options_release(&b->lint);
}

void build_result_release(struct build_result *result)
{
	buf_release(&result->dumped);
}

static void stages_make(struct build *b)
{
	b->stages_n = b->plan.stages.n;
	b->stages = mem_alloc(b->stages_n * sizeof *b->stages);
	for (size_t i = 0; i < b->stages_n; i++) {
		b->stages[i].flight.job = JOB_NONE;
		b->stages[i].flight.out_fd = b->stages[i].flight.err_fd = -1;
	}
}

static int read_language(struct build *b, struct err *e)
{
	const struct build_request *r = b->request;

	const struct language_text text = {r->dockerfile_name, r->dockerfile, r->plan.build_args};

	if (language_read(text, &b->source, &b->file, &b->lint, e) < 0 ||
		ignore_parse(r->ignore, r->ignore_name, &b->ignore, e) < 0)
		return -1;
	return 0;
}

/* A base's ONBUILD triggers may name images of their own: bind and pin alternate until nothing is
 * new. */
static int pin_and_bind(struct build *b, struct err *e)
{
	const struct build_request *r = b->request;
	struct bind_request bind = r->bind;
	int more = 1;

	if (b->build_args.n > 0)
		bind.build_args = &b->build_args;
	while (more == 1) {
		if (bases_pin(b->store, &b->plan, r, &b->bases, e) < 0)
			return -1;
		more = program_bind(&b->plan, b->bases.p, &bind, &b->program, e);
	}
	return more;
}

static void tell_warnings(struct build *b, struct findings *found)
{
	findings_collect(&b->file, &b->plan, &b->program, &b->ignore, found);
	for (size_t i = 0; i < found->n; i++)
		event_emit(b->sink, &(struct event){.kind = EVENT_WARNING,
					    .stage = -1,
					    .id = str_of(found->p[i].rule),
					    .text = str_of(found->p[i].text),
					    .span = found->p[i].span});
}

/* Every warning is told, and fails the build only then. */
static int warn(struct build *b, struct err *e)
{
	AUTO(findings_release) struct findings found = {0};

	unused_args_tell(b->request->plan.build_args, &b->program, b->sink);
	tell_warnings(b, &found);
	return b->lint.error ? findings_refuse(&found, false, b->request->dockerfile_name, e) : 0;
}

/* An answer that is already certain is given before the first step, not after ten minutes. */
static int foresee(const struct build *b, struct err *e)
{
	const struct stage_program *target = &b->program.stages.p[b->plan.target];
	const char *user = target->config.user;

	if (policy_foresee(&b->request->policy, user && user[0] ? user : NULL, e) == 0)
		return 0;
	return target->user_span.line ? err_at(e, b->request->dockerfile_name, target->user_span)
				      : -1;
}

static void announce(const struct build *b)
{
	struct event event = {.kind = EVENT_PLAN_READY, .stage = -1};

	for (size_t i = 0; i < b->program.stages.n; i++)
		for (size_t j = 0; j < b->program.stages.p[i].steps.n; j++)
			event.total += b->program.stages.p[i].steps.p[j].kind != STEP_META;
	event_emit(b->sink, &event);
}

static int prepare(struct build *b, struct err *e)
{
	const struct build_request *r = b->request;
	struct plan_request plan = r->plan;

	plan.lint = &b->lint;
	if (read_language(b, e) < 0)
		return -1;
	if (r->dump == DUMP_DOCKERFILE) {
		dockerfile_dump(&b->file, &b->result->dumped);
		return 0;
	}
	if (plan_make(&b->file, &plan, &b->plan, e) < 0)
		return err_at(e, r->dockerfile_name, e->span);
	if (r->dump == DUMP_PLAN) {
		plan_dump(&b->plan, &b->result->dumped);
		return 0;
	}
	if (epoch_resolve(b, e) < 0 || pin_and_bind(b, e) < 0)
		return err_at(e, r->dockerfile_name, e->span);
	if (r->dump == DUMP_PROGRAM)
		program_dump(&b->program, &b->result->dumped);
	return 0;
}

/* The first output that takes layers says how; another form is made from the store later. */
static void foresee_compression(struct build *b)
{
	const struct build_request *r = b->request;
	const struct origin *base =
		&(const struct origin){.kind = ORIGIN_STAGE, .number = b->plan.target};

	for (size_t i = 0; i < r->outputs_n && !b->compresses; i++) {
		const struct output *o = &r->outputs[i];

		b->compresses = o->kind == OUTPUT_OCI || o->kind == OUTPUT_DOCKER;
		b->compression = (struct compression){b->store, o->compression, r->jobs};
	}
	while (base->kind == ORIGIN_STAGE) {
		b->stages[base->number].exported = true;
		base = &b->program.stages.p[base->number].stage.base;
	}
}

static int build_all(struct build *b, struct err *e)
{
	if (warn(b, e) < 0 || foresee(b, e) < 0 || sources_fetch(b, e) < 0)
		return -1;
	announce(b);
	foresee_compression(b);
	if (schedule_run(b, e) < 0)
		return -1;
	return finish_image(b, e);
}

static int dump_all(struct build *b, struct err *e)
{
	return sources_fetch(b, e) < 0 ? -1 : dump_steps(b, e);
}

/* Steps that were still under way are killed; what they had begun goes with them. */
static void clean_up(struct build *b)
{
	struct err ignored;

	stages_release(b);
	if (store_sweep(b->store, &ignored) < 0)
		return; /* the next build sweeps again */
}

int build_run(struct store *store, const struct build_request *request,
	const struct event_sink *sink, struct build_result *result, struct err *e)
{
	AUTO(build_release)
	struct build b = {.store = store, .request = request, .sink = sink, .result = result};

	if (store_sweep(store, e) < 0)
		return -1;
	if (prepare(&b, e) < 0) {
		AUTO(findings_release) struct findings found = {0};

		tell_warnings(&b, &found);
		return -1;
	}
	if (request->dump != DUMP_NONE && request->dump < DUMP_KEYS)
		return 0;
	stages_make(&b);
	if ((request->dump != DUMP_NONE ? dump_all(&b, e) : build_all(&b, e)) == 0)
		return 0;
	clean_up(&b);
	return -1;
}
