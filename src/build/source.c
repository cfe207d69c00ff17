/* source - where the files of a COPY or a mount come from, opened: context, stage or image. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/vec.h"
#include "build/state.h"
#include "plan/source_form.h"
#include "remote/url.h"
#include "sys/emptydir.h"
#include "sys/fd.h"

enum { IGNORE_BYTES = 1 << 20 };

const struct stage_state *source_stage(const struct build *b, const struct origin *from)
{
	return from->kind == ORIGIN_STAGE ? &b->stages[from->number] : NULL;
}

static int open_context(struct build *b, struct source_root *out, struct err *e)
{
	if (b->request->context.fd < 0)
		return emptydir_open(&out->root.fd, e);
	out->ignore = &b->ignore;
	out->made = b->request->context_made;
	return rootfs_of(b->request->context.fd, &out->root, e);
}

static int read_named_ignore(const struct tree *dir, struct ignore *out, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};

	if (!tree_has(dir, ".dockerignore"))
		return 0;
	if (tree_read(dir, ".dockerignore", IGNORE_BYTES, &text, e) < 0)
		return -1;
	return ignore_parse(buf_str(&text), ".dockerignore", out, e);
}

static int fetch_one(struct build *b, const struct plan_context *named, struct err *e)
{
	AUTO(mem_release) char *url = str_dup(named->directory);
	AUTO(mem_release) char *shown = url_shown(url);
	struct context_means means = context_means_of(b->request, b->store, false);
	uint64_t started = clock_ms();
	struct event event = {
		.kind = EVENT_TASK_STARTED,
		.stage = -1,
		.task = ++b->tasks,
		.name = str_of(shown),
	};

	event_emit(b->sink, &event);
	if (context_fetch(vec_last(&b->contexts), &means, url, e) < 0)
		return err_during(e, "fetching the build context `%.*s`", STR_FMT(named->name));
	event.kind = EVENT_TASK_DONE;
	event.elapsed_ms = clock_ms() - started;
	event_emit(b->sink, &event);
	return 0;
}

int sources_fetch(struct build *b, struct err *e)
{
	while (b->contexts.n < b->plan.contexts.n) {
		const struct plan_context *named = &b->plan.contexts.p[b->contexts.n];

		vec_push(&b->contexts, CONTEXT_NONE);
		if (source_form(named->directory) != SOURCE_PATH && fetch_one(b, named, e) < 0)
			return -1;
	}
	return 0;
}

static int open_made(const struct context *c, struct source_root *out, struct err *e)
{
	out->made = true;
	return rootfs_of(c->tree.fd, &out->root, e);
}

static int open_directory(
	struct build *b, const struct plan_context *named, struct opened_source *s, struct err *e)
{
	AUTO(mem_release) char *path = str_dup(named->directory);
	AUTO(tree_close) struct tree dir = TREE_NONE;
	const struct host_opener *host = &b->request->host;

	if (host->open(host->context, path, &dir.fd, e) < 0 ||
		read_named_ignore(&dir, &s->ignore, e) < 0)
		return -1;
	s->root.ignore = &s->ignore;
	return rootfs_of(dir.fd, &s->root.root, e);
}

static int open_named(struct build *b, struct opened_source *s, struct err *e)
{
	size_t number = s->origin.number;

	if (b->contexts.p[number].made)
		return open_made(&b->contexts.p[number], &s->root, e);
	return open_directory(b, &b->plan.contexts.p[number], s, e);
}

static int open_image(struct build *b, size_t number, struct source_root *out, struct err *e)
{
	const struct config *config = &b->bases.p[number];

	for (size_t i = 0; i < config->diff_ids_n; i++)
		chain_add(&out->layers, &config->diff_ids[i]);
	out->chain = out->layers.id;
	return chain_view(b->store, &out->layers, &out->root, e);
}

static int open_stage(struct build *b, size_t number, struct source_root *out, struct err *e)
{
	chain_copy(&out->layers, &b->stages[number].chain);
	out->chain = out->layers.id;
	return chain_view(b->store, &out->layers, &out->root, e);
}

int source_open_origin(struct build *b, struct opened_source *s, struct err *e)
{
	switch (s->origin.kind) {
	case ORIGIN_SCRATCH: return emptydir_open(&s->root.root.fd, e);
	case ORIGIN_CONTEXT: return open_context(b, &s->root, e);
	case ORIGIN_NAMED: return open_named(b, s, e);
	case ORIGIN_IMAGE: return open_image(b, s->origin.number, &s->root, e);
	case ORIGIN_STAGE: break;
	}
	return open_stage(b, s->origin.number, &s->root, e);
}

/* Once for each origin, however many mounts read from it. */
static int source_open(struct build *b, size_t stage, const struct origin *from,
	const struct source_root **out, struct err *e)
{
	struct stage_state *s = &b->stages[stage];
	struct opened_source *opened = NULL;

	for (size_t i = 0; i < s->sources.n && !opened; i++)
		if (s->sources.p[i]->origin.kind == from->kind &&
			s->sources.p[i]->origin.number == from->number)
			opened = s->sources.p[i];
	if (!opened) {
		opened = mem_alloc(sizeof *opened);
		*opened = (struct opened_source){.origin = *from, .root = {.root = ROOTFS_NONE}};
		vec_push(&s->sources, opened);
		if (source_open_origin(b, opened, e) < 0)
			return -1;
	}
	*out = &opened->root;
	return 0;
}

/* What a mount shows, or what its cache begins with, comes from somewhere. */
static bool mount_reads(const struct run_mount *m)
{
	return m->type == MOUNT_BIND || (m->type == MOUNT_CACHE && m->from.kind != ORIGIN_SCRATCH);
}

bool step_reads(const struct step *step)
{
	if (step->kind != STEP_RUN)
		return step->kind == STEP_COPY;
	for (size_t i = 0; i < step->run.mounts.n; i++)
		if (mount_reads(&step->run.mounts.p[i]))
			return true;
	return false;
}

static bool is_ready(const struct build *b, const struct origin *from)
{
	return from->kind != ORIGIN_STAGE || b->stages[from->number].done;
}

bool sources_ready(const struct build *b, const struct step *step)
{
	if (step->kind == STEP_COPY)
		return is_ready(b, &step->copy.from);
	for (size_t i = 0; step->kind == STEP_RUN && i < step->run.mounts.n; i++)
		if (!is_ready(b, &step->run.mounts.p[i].from))
			return false;
	return true;
}

int sources_open(struct build *b, size_t stage, const struct step *step, struct err *e)
{
	struct stage_state *s = &b->stages[stage];
	const struct source_root *opened = NULL;

	if (step->kind == STEP_COPY)
		return source_open(b, stage, &step->copy.from, &opened, e);
	for (size_t i = 0; i < step->run.mounts.n; i++) {
		const struct run_mount *m = &step->run.mounts.p[i];

		opened = NULL;
		if (mount_reads(m) && source_open(b, stage, &m->from, &opened, e) < 0)
			return -1;
		vec_push(&s->mount_sources, opened);
	}
	return 0;
}

const struct source_root *source_of_copy(const struct stage_state *s)
{
	return s->sources.n > 0 ? &s->sources.p[0]->root : NULL;
}

static int hint_context(const struct build *b, const struct strs *sources, struct err *e)
{
	for (size_t i = 0; i < sources->n; i++) {
		if (str_starts(sources->p[i], STR("#")))
			return err_hint(e, "a comment cannot follow on the same line");
		if (str_starts(sources->p[i], STR("-")))
			return err_hint(e, "`%.*s` is no option: directories are copied whole",
				STR_FMT(sources->p[i]));
	}
	if (b->request->context.fd < 0)
		return err_hint(e, "the context is empty: only a Dockerfile was given");
	return err_hint(e, "sources count from the root of the build context `%s`",
		b->request->context_name ? b->request->context_name : "");
}

int sources_hint(const struct build *b, const struct step *step, struct err *e)
{
	const struct origin *from = &step->copy.from;
	struct str name = STR("");

	if (step->kind != STEP_COPY || e->kind != ERR_NOT_FOUND)
		return -1;
	switch (from->kind) {
	case ORIGIN_CONTEXT: return hint_context(b, &step->copy.sources, e);
	case ORIGIN_SCRATCH: return err_hint(e, "`scratch` has no files");
	case ORIGIN_NAMED: name = b->plan.contexts.p[from->number].name; break;
	case ORIGIN_IMAGE: name = b->plan.images.p[from->number].name; break;
	case ORIGIN_STAGE: name = b->plan.stages.p[from->number].name; break;
	}
	if (name.n == 0)
		return err_hint(e, "sources count from the root of that stage");
	return err_hint(e, "sources count from the root of `%.*s`", STR_FMT(name));
}

void source_close_origin(struct opened_source *s)
{
	rootfs_close(&s->root.root);
	chain_release(&s->root.layers);
	ignore_release(&s->ignore);
}

void sources_close(struct stage_state *s)
{
	for (size_t i = 0; i < s->sources.n; i++) {
		source_close_origin(s->sources.p[i]);
		free(s->sources.p[i]);
	}
	vec_release(&s->sources);
	vec_release(&s->mount_sources);
}
