/* finish - the target stage becomes an image: proof, config, names, outputs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "build/export.h"
#include "build/state.h"
#include "codec/rfc3339.h"
#include "image/assemble.h"
#include "image/policy.h"
#include "store/blob.h"
#include "store/names.h"

/* A cached layer keeps the time it was made, and what makes no layer takes its neighbour's: an
 * unchanged build is the same image. */
static void date_history(struct stage_state *s, int64_t epoch_s)
{
	size_t ours = s->history.history_n - s->made.n;
	int64_t last = 0;

	for (size_t i = 0; i < s->made.n && last == 0; i++)
		last = s->made.p[i];
	for (size_t i = 0; i < s->made.n; i++) {
		struct history *h = &s->history.history[ours + i];

		last = s->made.p[i] ? s->made.p[i] : last;
		if (epoch_s >= 0)
			h->created = mem_strdup(rfc3339_of(epoch_s).text);
		else if (last)
			h->created = mem_strdup(rfc3339_of(last).text);
	}
}

static const char *last_created(const struct config *history)
{
	for (size_t i = history->history_n; i > 0; i--)
		if (history->history[i - 1].created)
			return history->history[i - 1].created;
	return NULL;
}

static void set_text(char **to, const char *from)
{
	free(*to);
	*to = mem_strdup(from);
}

static void split_platform(struct str platform, struct config *config)
{
	struct str os;
	struct str rest;
	struct str architecture;
	struct str variant;

	str_cut(platform, '/', &os, &rest);
	str_cut(rest, '/', &architecture, &variant);
	if (!config->os)
		config->os = str_dup(os);
	if (!config->architecture)
		config->architecture = str_dup(architecture);
	if (!config->variant && variant.n)
		config->variant = str_dup(variant);
}

static void make_config(const struct build *b, struct stage_state *s, struct config *config)
{
	const struct stage_program *p = &b->program.stages.p[b->plan.target];

	config_copy(config, &p->config);
	for (size_t i = 0; i < config->history_n; i++) {
		free(config->history[i].created);
		free(config->history[i].created_by);
		free(config->history[i].author);
		free(config->history[i].comment);
	}
	config->history_n = 0;
	config->diff_ids_n = 0;
	for (size_t i = 0; i < s->chain.n; i++)
		config_add_diff_id(config, &s->chain.p[i]);
	date_history(s, b->epoch_s);
	for (size_t i = 0; i < s->history.history_n; i++)
		config_add_history(config, &s->history.history[i]);
	if (last_created(&s->history))
		set_text(&config->created, last_created(&s->history));
	split_platform(p->stage.platform, config);
}

static int perform_default_user(void *argument, void *result, struct err *e)
{
	return step_perform(argument, result, e);
}

static struct digest default_user_key(const struct build *b, const struct chain *chain)
{
	struct hasher h = {0};
	char epoch[32];

	snprintf(epoch, sizeof epoch, "%lld", (long long)b->epoch_s);
	hasher_begin(&h, DIGEST_SHA256);
	hasher_field(&h, "step", STR("default-user 1"));
	hasher_field(&h, "parent", str_of(digest_text(&chain->id).text));
	hasher_field(&h, "epoch", str_of(epoch));
	struct digest key = hasher_end(&h);

	hasher_release(&h);
	return key;
}

/* --default-user: the account as a layer of its own, when nothing else says who runs. */
static int add_default_user(struct build *b, struct stage_state *s, struct err *e)
{
	struct step_record record = {0};
	struct step_work work = {
		.store = b->store,
		.parent = &s->chain,
		.key = default_user_key(b, &s->chain),
		.epoch_s = b->epoch_s,
		.out_fd = -1,
		.err_fd = -1,
	};
	int hit = b->request->no_cache ? 0 : cache_find(b->store, &work.key, &record, e);
	AUTO(job_release) struct job job = JOB_NONE;

	if (hit < 0)
		return -1;
	if (!hit && (job_start(perform_default_user, &work, sizeof record, &job, e) < 0 ||
			    job_finish(&job, &record, sizeof record, e) < 0))
		return err_during(e, "making the default user");
	chain_add(&s->chain, &record.diff_id);
	config_add_history(&s->history,
		&(struct history){.created_by = "lichen: default user app", .comment = "lichen"});
	vec_push(&s->made, record.made_s);
	return 0;
}

static int admit(struct build *b, struct stage_state *s, const char *user, struct nonroot *proof,
	struct err *e)
{
	AUTO(rootfs_close) struct rootfs view = ROOTFS_NONE;
	const struct stage_program *p = &b->program.stages.p[b->plan.target];
	struct policy policy = b->request->policy;

	policy.seen = s->user_seen ? &s->seen : NULL;
	if (chain_view(b->store, &s->chain, &view, e) < 0)
		return -1;
	if (policy_admit(&policy, user, &view, proof, e) == 0)
		return 0;
	return p->user_span.line ? err_at(e, b->request->dockerfile_name, p->user_span) : -1;
}

static void report_warnings(const struct build *b, const struct nonroot *proof)
{
	for (size_t i = 0; i < proof->warnings_n; i++)
		event_emit(b->sink, &(struct event){.kind = EVENT_WARNING,
					    .stage = -1,
					    .id = str_of(proof->warnings[i].id),
					    .text = str_of(proof->warnings[i].text)});
}

static int name_image(const struct build *b, const struct nonroot *proof, struct err *e)
{
	const struct strs *tags = b->request->tags;
	struct stored_image entry = {
		.config = b->result->config,
		.manifest = b->result->manifest,
		.nonroot = !proof->root_allowed,
		.made_s = b->request->now_s,
	};

	if (tags->n == 0 && b->request->outputs_n == 0)
		return names_put(b->store, &entry, e);
	for (size_t i = 0; i < tags->n; i++) {
		entry.name = (char *)tags->p[i].p;
		if (names_put(b->store, &entry, e) < 0)
			return -1;
	}
	return 0;
}

static int export_one(
	struct build *b, const struct export_job *job, const struct output *output, struct err *e)
{
	AUTO(descriptor_release) struct descriptor manifest = {0};
	uint64_t started = clock_ms();
	struct event event = {
		.kind = EVENT_TASK_STARTED,
		.stage = -1,
		.task = ++b->tasks,
		.name = str_of(output->name ? output->name : "-"),
	};

	event_emit(b->sink, &event);
	if (export_image(job, output, &manifest, e) < 0)
		return -1;
	event.kind = EVENT_TASK_DONE;
	event.elapsed_ms = clock_ms() - started;
	event_emit(b->sink, &event);
	if (manifest.digest.algorithm != DIGEST_NONE) {
		b->result->manifest = manifest.digest;
		b->result->manifest_bytes = manifest.size_bytes;
	}
	return 0;
}

static int export_all(struct build *b, struct stage_state *s, const struct config *config,
	struct image *image, struct err *e)
{
	struct export_job job = {
		.store = b->store,
		.image = image,
		.annotations = b->request->annotations,
		.chain = &s->chain,
		.tags = b->request->tags,
		.architecture = config->architecture,
		.os = config->os,
		.variant = config->variant,
		.epoch_s = b->epoch_s,
		.jobs = b->request->jobs,
		.cancel_fd = b->request->cancel_fd,
	};

	for (size_t i = 0; i < b->request->outputs_n; i++)
		if (export_one(b, &job, &b->request->outputs[i], e) < 0)
			return -1;
	return 0;
}

static int emit_image(
	struct build *b, struct stage_state *s, const struct nonroot *proof, struct err *e)
{
	AUTO(config_release) struct config config = {0};
	AUTO(image_release) struct image image = {0};
	struct digest stored;

	make_config(b, s, &config);
	if (assemble(&config, proof, &image, e) < 0)
		return -1;
	b->result->config = image.config_digest;
	if (blob_put(b->store, image.config_json.p, image.config_json.n, &stored, e) < 0 ||
		export_all(b, s, &config, &image, e) < 0 || name_image(b, proof, e) < 0)
		return -1;
	b->result->image_made = true;
	return 0;
}

int finish_image(struct build *b, struct err *e)
{
	struct stage_state *s = &b->stages[b->plan.target];
	const struct config *config = &b->program.stages.p[b->plan.target].config;
	const char *user = config->user && config->user[0] ? config->user : NULL;
	AUTO(mem_release) struct nonroot *proof = mem_alloc(sizeof *proof);

	if (!user && !b->request->policy.user && b->request->policy.default_user) {
		if (add_default_user(b, s, e) < 0)
			return -1;
		user = "app";
	}
	if (admit(b, s, user, proof, e) < 0)
		return -1;
	report_warnings(b, proof);
	return emit_image(b, s, proof, e);
}
