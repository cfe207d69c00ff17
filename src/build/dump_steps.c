/* dump_steps - what the next build would do, without doing it: keys and sandboxes as text. */
#include "base/mem.h"
#include "build/state.h"
#include "build/step_sandbox.h"
#include "plan/key.h"

static int describe_sandbox(
	struct build *b, const struct step *step, const struct chain *chain, struct err *e)
{
	AUTO(rootfs_close) struct rootfs view = ROOTFS_NONE;
	AUTO(step_sandbox_release) struct step_sandbox s = {0};
	AUTO(step_mounts_release) struct step_mounts mounts = {0};
	struct step_work work = {
		.store = b->store,
		.step = step,
		.parent = chain,
		.resolv_conf = b->request->resolv_conf,
		.out_fd = 1,
		.err_fd = 2,
	};

	step_mounts_describe(&step->run, &mounts);
	if (chain_view(b->store, chain, &view, e) < 0 ||
		step_sandbox_make(&work, &view, &mounts, &s, e) < 0)
		return -1;
	sandbox_dump(&s.sandbox, &b->result->dumped);
	return 0;
}

static int gather_now(
	struct build *b, size_t stage, const struct step *step, struct digest *out, struct err *e)
{
	struct stage_state *s = &b->stages[stage];
	int failed = sources_open(b, stage, step, e);
	struct step_work work = flight_work(b, step);
	AUTO(mem_release) struct gathered *gathered = mem_alloc(gathered_bytes(step));

	work.source = source_of_copy(s);
	work.mount_sources = s->mount_sources.p;
	if (failed == 0)
		failed = step_gather(&work, gathered, e);
	*out = gathered->input.content;
	sources_close(s);
	return failed;
}

/* The chain goes on only over hits: behind a miss nothing is known until the step has run. */
static int dump_step(
	struct build *b, size_t stage, const struct step *step, bool *known, struct err *e)
{
	struct stage_state *s = &b->stages[stage];
	AUTO(mem_release)
	char *platform = str_dup(b->program.stages.p[stage].stage.platform);
	struct key_context context = {platform, b->epoch_s};
	struct digest input = {0};
	struct step_inputs inputs = {&input, step_reads(step) ? 1 : 0};
	struct step_record record = {0};
	struct buf *out = &b->result->dumped;

	buf_fmt(out, "# %s\n", step->created_by);
	if (b->request->dump == DUMP_SANDBOX && step->kind == STEP_RUN)
		return describe_sandbox(b, step, &s->chain, e);
	if (!*known) {
		buf_cstr_add(out, "unknown until the step above has run\n");
		return 0;
	}
	if (step_reads(step) && gather_now(b, stage, step, &input, e) < 0)
		return -1;
	struct digest key = key_make(step, &s->chain.id, &inputs, &context);
	int hit = cache_find(b->store, &key, &record, e);

	if (hit < 0)
		return -1;
	if (b->request->dump == DUMP_KEYS) {
		key_describe(step, &s->chain.id, &inputs, &context, out);
		buf_fmt(out, "key %s %s\n", digest_text(&key).text, hit ? "hit" : "miss");
	}
	if (hit)
		chain_add(&s->chain, &record.diff_id);
	*known = hit;
	return 0;
}

static void begin(struct build *b, size_t stage, bool *known)
{
	struct stage_state *s = &b->stages[stage];
	const struct origin *base = &b->program.stages.p[stage].stage.base;

	if (base->kind == ORIGIN_STAGE) {
		chain_copy(&s->chain, &b->stages[base->number].chain);
		*known = b->stages[base->number].done;
	}
	if (base->kind == ORIGIN_IMAGE)
		for (size_t i = 0; i < b->bases.p[base->number].diff_ids_n; i++)
			chain_add(&s->chain, &b->bases.p[base->number].diff_ids[i]);
}

int dump_steps(struct build *b, struct err *e)
{
	for (size_t i = 0; i < b->stages_n; i++) {
		const struct stage_program *p = &b->program.stages.p[i];
		bool known = true;

		buf_fmt(&b->result->dumped, "stage %zu %.*s\n", i, STR_FMT(p->stage.name));
		begin(b, i, &known);
		for (size_t j = 0; j < p->steps.n; j++) {
			const struct step *step = &p->steps.p[j];

			b->stages[i].next = j;
			known = known && sources_ready(b, step);
			if (step->kind != STEP_META && dump_step(b, i, step, &known, e) < 0)
				return step_failed(b, i, e);
		}
		b->stages[i].done = known; /* for stages that take from this one */
	}
	return 0;
}
