/* step_copy - a COPY or ADD: its sources in parts, gathered for the key, then copied. */
#include "build/step_copy.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/vec.h"
#include "build/gather.h"
#include "plan/source_form.h"

struct part {
	enum source_form form;
	struct strs sources; /* borrowed: a run of paths, or the one URL or repository */
	size_t remote;       /* its number among those that are fetched */
};

struct parts {
	struct part *p; /* base/vec triple */
	size_t n, capacity;
};

static void parts_release(struct parts *parts)
{
	vec_release(parts);
}

static enum source_form form_of(const struct copy *copy, size_t i)
{
	return copy->add ? source_form(copy->sources.p[i]) : SOURCE_PATH;
}

static size_t remotes_of(const struct copy *copy)
{
	size_t n = 0;

	for (size_t i = 0; i < copy->sources.n; i++)
		n += form_of(copy, i) != SOURCE_PATH;
	return n;
}

/* Never empty: here-documents alone are a part without sources. */
static void parts_make(const struct copy *copy, struct parts *out)
{
	size_t remotes = 0;

	for (size_t i = 0; i < copy->sources.n; i++) {
		enum source_form form = form_of(copy, i);
		struct part *last = out->n > 0 ? vec_last(out) : NULL;

		if (last && form == SOURCE_PATH && last->form == SOURCE_PATH) {
			last->sources.n++;
			continue;
		}
		vec_push(out, (struct part){form, {.p = copy->sources.p + i, .n = 1},
				      form == SOURCE_PATH ? 0 : remotes++});
	}
	if (out->n == 0)
		vec_push(out, (struct part){.form = SOURCE_PATH});
}

/* A run of paths; here-documents come with the last part. */
static void request_paths(const struct step_work *work, const struct parts *parts, size_t i,
	const struct files_inline *inlines, struct files_request *out)
{
	gather_request(work->step, work->source, work->epoch_s, out);
	out->sources = &parts->p[i].sources;
	out->inlines = inlines;
	out->inlines_n = i + 1 < parts->n ? 0 : out->inlines_n;
}

size_t gathered_bytes(const struct step *step)
{
	size_t n = step->kind == STEP_COPY ? remotes_of(&step->copy) : 0;

	return sizeof(struct gathered) + n * sizeof(struct remote_source);
}

static int gather_part(const struct step_work *work, const struct parts *parts, size_t i,
	struct gathered *out, struct gather_input *input, struct err *e)
{
	const struct part *part = &parts->p[i];
	struct files_request request = {0};

	*input = (struct gather_input){0};
	if (part->form != SOURCE_PATH)
		return out ? remote_gather(work, part->sources.p[0], &out->remotes[part->remote],
				     &input->content, e)
			   : 0;
	AUTO(mem_release) struct files_inline *inlines = gather_inlines(&work->step->copy);

	request_paths(work, parts, i, inlines, &request);
	return gather_copy(out ? work->store : NULL, &request, &work->source->chain, input, e);
}

/* One part alone is its own digest. gathered NULL: the versions alone, without what is fetched. */
static int gather_parts(const struct step_work *work, struct gathered *gathered,
	struct gather_input *out, struct err *e)
{
	AUTO(parts_release) struct parts parts = {0};
	AUTO(hasher_release) struct hasher h = {0};
	struct gather_input part = {0};

	parts_make(&work->step->copy, &parts);
	hasher_begin(&h, DIGEST_SHA256);
	*out = (struct gather_input){0};
	for (size_t i = 0; i < parts.n; i++) {
		if (gather_part(work, &parts, i, gathered, &part, e) < 0)
			return -1;
		if (gathered)
			hasher_field(&h, "part", str_of(digest_text(&part.content).text));
		gather_add_version(&out->version, &part);
	}
	out->content = parts.n > 1 ? hasher_end(&h) : part.content;
	return 0;
}

int step_gather(const struct step_work *work, struct gathered *out, struct err *e)
{
	if (work->step->kind == STEP_RUN)
		return gather_run(
			work->store, &work->step->run, work->mount_sources, &out->input, e);
	return gather_parts(work, out, &out->input, e);
}

static int look_again(const struct step_work *work, struct gather_input *out, struct err *e)
{
	if (work->step->kind == STEP_RUN)
		return gather_run(NULL, &work->step->run, work->mount_sources, out, e);
	return gather_parts(work, NULL, out, e);
}

bool step_input_holds(const struct step_work *work)
{
	struct gather_input now = {0};
	struct err ignored;

	if (work->version.algorithm == DIGEST_NONE)
		return true;
	return look_again(work, &now, &ignored) == 0 && digest_eq(&now.version, &work->version);
}

/* The requests of all parts, with the remote ones open. */
struct requests {
	struct files_request *list;
	struct remote_files *files;
	size_t n;
};

static void requests_release(struct requests *r)
{
	for (size_t i = 0; i < r->n; i++)
		remote_close(&r->files[i]);
	free(r->files);
	free(r->list);
}

int step_copy(const struct step_work *work, const struct rootfs *to, struct err *e)
{
	AUTO(parts_release) struct parts parts = {0};
	AUTO(mem_release) struct files_inline *inlines = gather_inlines(&work->step->copy);
	AUTO(requests_release) struct requests r = {0};

	parts_make(&work->step->copy, &parts);
	r.list = mem_alloc(parts.n * sizeof *r.list);
	r.files = mem_alloc(parts.n * sizeof *r.files);
	for (size_t i = 0; i < parts.n; i++) {
		const struct part *part = &parts.p[i];

		r.files[r.n++] = REMOTE_FILES_NONE;
		request_paths(work, &parts, i, inlines, &r.list[i]);
		if (part->form == SOURCE_PATH)
			continue;
		if (remote_open(work, part->sources.p[0], &work->remotes[part->remote], &r.files[i],
			    e) < 0)
			return -1;
		remote_request(work->step, &r.files[i], &r.list[i]);
	}
	return files_copy_all(r.list, parts.n, to, e);
}
