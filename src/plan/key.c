/* key - the content-made cache key of one step. */
#include "plan/key.h"

#include <inttypes.h>
#include <stdio.h>

#include "plan/dump.h"
#include "plan/mount_flag.h"
#include "plan/source_form.h"

/* A new number when a step of the same form makes another layer than before. */
#define KEY_VERSION "lichen step 1"

/* Where fields go: into a hash or into text; the walk over the step is the same. */
struct fields {
	struct hasher *hasher;
	struct buf *text;
};

static void field(const struct fields *f, const char *tag, struct str value)
{
	if (f->hasher)
		hasher_field(f->hasher, tag, value);
	if (!f->text)
		return;
	buf_fmt(f->text, "%s ", tag);
	dump_text(f->text, value);
	buf_char(f->text, '\n');
}

static void field_number(const struct fields *f, const char *tag, int64_t value)
{
	char text[32];

	snprintf(text, sizeof text, "%" PRId64, value);
	field(f, tag, str_of(text));
}

/* Absent is not the same as empty. */
static void field_optional(const struct fields *f, const char *tag, const char *value)
{
	if (value)
		field(f, tag, str_of(value));
}

static void field_list(const struct fields *f, const char *tag, const struct strs *list)
{
	field_number(f, tag, (int64_t)list->n);
	for (size_t i = 0; i < list->n; i++)
		field(f, tag, list->p[i]);
}

/* Whose files: a stage and an image of the same content are the same. */
static struct str origin_word(const struct origin *o)
{
	switch (o->kind) {
	case ORIGIN_SCRATCH: return STR("scratch");
	case ORIGIN_STAGE:
	case ORIGIN_IMAGE: return STR("root");
	case ORIGIN_CONTEXT:
	case ORIGIN_NAMED: break;
	}
	return STR("context");
}

static void add_env(const struct fields *f, const struct env_view *view)
{
	AUTO(map_release) struct map env = {0};

	env_view_map(view, &env);
	field_number(f, "env", (int64_t)env.n);
	for (size_t i = 0; i < env.n; i++) {
		field(f, "name", env.p[i].key);
		field(f, "value", env.p[i].value);
	}
}

static void add_mount(const struct fields *f, const struct run_mount *m)
{
	field(f, "mount", str_of(mount_type_name(m->type)));
	field(f, "from", origin_word(&m->from));
	field_optional(f, "source", m->source);
	field_optional(f, "target", m->target);
	field_optional(f, "id", m->id);
	field_optional(f, "variable", m->env);
	field_number(f, "read-only", m->read_only);
	field_number(f, "required", m->required);
	field_number(f, "sharing", m->sharing);
	field_number(f, "size", (int64_t)m->size_bytes);
	field_number(f, "owner-set", m->owner_set);
	field_number(f, "mode", m->mode);
	field_number(f, "uid", m->uid);
	field_number(f, "gid", m->gid);
}

static void add_run(const struct fields *f, const struct step *step)
{
	const struct run *run = &step->run;

	field(f, "user", str_of(step->user));
	field(f, "workdir", str_of(step->workdir));
	field_list(f, "argv", &run->argv);
	add_env(f, &run->env);
	field(f, "host", str_of(run->hostname));
	field(f, "network", run->network == NETWORK_NONE ? STR("none") : STR("host"));
	for (size_t i = 0; run->hosts && i < run->hosts->n; i++)
		field(f, "hosts", run->hosts->p[i]);
	for (size_t i = 0; i < run->limits_n; i++) {
		field(f, "limit", str_of(run->limits[i].name));
		field_number(f, "soft", (int64_t)run->limits[i].soft);
		field_number(f, "hard", (int64_t)run->limits[i].hard);
	}
	field_number(f, "mounts", (int64_t)run->mounts.n);
	for (size_t i = 0; i < run->mounts.n; i++)
		add_mount(f, &run->mounts.p[i]);
	field_number(f, "scripts", (int64_t)run->scripts.n);
	for (size_t i = 0; i < run->scripts.n; i++) {
		field(f, "script", str_of(run->scripts.p[i].name));
		field(f, "body", run->scripts.p[i].body);
	}
}

/* What is fetched enters by its content, wherever it came from: the inputs have it. */
static void add_sources(const struct fields *f, const struct copy *c)
{
	static const char *const tags[] = {
		[SOURCE_PATH] = "source", [SOURCE_URL] = "url", [SOURCE_GIT] = "repository"};

	field_number(f, "source", (int64_t)c->sources.n);
	for (size_t i = 0; i < c->sources.n; i++) {
		enum source_form form = c->add ? source_form(c->sources.p[i]) : SOURCE_PATH;

		field(f, tags[form], form == SOURCE_PATH ? c->sources.p[i] : STR(""));
	}
}

static void add_copy(const struct fields *f, const struct copy *c)
{
	field(f, "from", origin_word(&c->from));
	add_sources(f, c);
	field_number(f, "inlines", (int64_t)c->inlines.n);
	for (size_t i = 0; i < c->inlines.n; i++) {
		field(f, "inline", str_of(c->inlines.p[i].name));
		field(f, "body", c->inlines.p[i].body);
	}
	field(f, "dest", str_of(c->dest));
	field_optional(f, "chown", c->chown);
	field_optional(f, "chmod", c->chmod);
	field_list(f, "exclude", &c->excludes);
	field_number(f, "parents", c->parents);
	field_number(f, "link", c->link);
	field_number(f, "add", c->add);
	field_number(f, "unpack", c->unpack);
	field_number(f, "keep-git-dir", c->keep_git_dir);
}

static void add_step(const struct fields *f, const struct step *step)
{
	switch (step->kind) {
	case STEP_META: field(f, "step", STR("meta")); break;
	case STEP_RUN:
		field(f, "step", STR("run"));
		add_run(f, step);
		break;
	case STEP_COPY:
		field(f, "step", STR("copy"));
		add_copy(f, &step->copy);
		break;
	case STEP_WORKDIR:
		field(f, "step", STR("workdir"));
		field(f, "user", str_of(step->user));
		field(f, "workdir", str_of(step->workdir));
		break;
	}
}

static void add_digest(const struct fields *f, const char *tag, const struct digest *d)
{
	if (d->algorithm == DIGEST_NONE)
		field(f, tag, STR("none"));
	else
		field(f, tag, str_of(digest_text(d).text));
}

static void add_all(const struct fields *f, const struct step *step,
	const struct digest *parent_chain, const struct step_inputs *inputs,
	const struct key_context *context)
{
	field(f, "version", STR(KEY_VERSION));
	field(f, "platform", str_of(context->platform));
	field_number(f, "epoch", context->epoch_s);
	add_digest(f, "parent", parent_chain);
	add_step(f, step);
	field_number(f, "inputs", (int64_t)inputs->n);
	for (size_t i = 0; i < inputs->n; i++)
		add_digest(f, "input", &inputs->p[i]);
}

struct digest key_make(const struct step *step, const struct digest *parent_chain,
	const struct step_inputs *inputs, const struct key_context *context)
{
	AUTO(hasher_release) struct hasher h = {0};

	hasher_begin(&h, DIGEST_SHA256);
	add_all(&(struct fields){.hasher = &h}, step, parent_chain, inputs, context);
	return hasher_end(&h);
}

void key_describe(const struct step *step, const struct digest *parent_chain,
	const struct step_inputs *inputs, const struct key_context *context, struct buf *out)
{
	add_all(&(struct fields){.text = out}, step, parent_chain, inputs, context);
}
