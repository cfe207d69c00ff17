/* dump_program - a program as text, one item a line, for --dump=program. */
#include "plan/program.h"

#include <inttypes.h>

#include "plan/dump.h"
#include "plan/mount_flag.h"

static void add_text(struct buf *out, const char *name, struct str text)
{
	buf_fmt(out, "%s ", name);
	dump_text(out, text);
	buf_char(out, '\n');
}

static void add_optional(struct buf *out, const char *name, const char *text)
{
	if (text)
		add_text(out, name, str_of(text));
}

static void add_list(struct buf *out, const char *name, const struct strs *list)
{
	for (size_t i = 0; i < list->n; i++)
		add_text(out, name, list->p[i]);
}

static void add_map(struct buf *out, const char *name, const struct map *m)
{
	for (size_t i = 0; i < m->n; i++) {
		buf_fmt(out, "%s ", name);
		dump_text(out, m->p[i].key);
		buf_char(out, '=');
		dump_text(out, m->p[i].value);
		buf_char(out, '\n');
	}
}

static void add_keys(struct buf *out, const char *name, const struct map *m)
{
	AUTO(map_release) struct map sorted = {0};

	map_copy(&sorted, m);
	map_sort(&sorted);
	for (size_t i = 0; i < sorted.n; i++)
		add_text(out, name, sorted.p[i].key);
}

static void add_origin(struct buf *out, const struct program *p, const struct origin *o)
{
	buf_cstr_add(out, " from ");
	dump_origin(out, p->plan, o);
}

static void add_words(struct buf *out, const char *name, const char *text)
{
	if (!text)
		return;
	buf_fmt(out, " %s=", name);
	dump_text(out, str_of(text));
}

static void add_mount(struct buf *out, const struct program *p, const struct run_mount *m)
{
	buf_fmt(out, "    mount %s", mount_type_name(m->type));
	if (m->type == MOUNT_BIND || m->type == MOUNT_CACHE)
		add_origin(out, p, &m->from);
	add_words(out, "source", m->source);
	add_words(out, "target", m->target);
	add_words(out, "id", m->id);
	add_words(out, "env", m->env);
	if (m->type == MOUNT_CACHE)
		buf_fmt(out, " sharing=%s", cache_sharing_name(m->sharing));
	if (m->size_bytes)
		buf_fmt(out, " size=%" PRIu64, m->size_bytes);
	if (m->mode || m->owner_set)
		buf_fmt(out, " mode=%04o uid=%u gid=%u", m->mode, m->uid, m->gid);
	buf_fmt(out, "%s%s%s\n", m->read_only ? " ro" : " rw", m->required ? " required" : "",
		m->owner_set ? " owner" : "");
}

static void add_run(struct buf *out, const struct program *p, const struct run *run)
{
	AUTO(map_release) struct map env = {0};

	add_list(out, "    argv", &run->argv);
	env_view_map(&run->env, &env);
	add_map(out, "    env", &env);
	add_map(out, "    proxy", run->proxies);
	if (run->network == NETWORK_NONE)
		buf_cstr_add(out, "    network none\n");
	if (run->hosts && run->hosts->n > 0)
		add_list(out, "    hosts", run->hosts);
	for (size_t i = 0; i < run->limits_n; i++)
		buf_fmt(out, "    limit %s=%" PRIu64 ":%" PRIu64 "\n", run->limits[i].name,
			run->limits[i].soft, run->limits[i].hard);
	for (size_t i = 0; i < run->mounts.n; i++)
		add_mount(out, p, &run->mounts.p[i]);
	for (size_t i = 0; i < run->scripts.n; i++) {
		buf_fmt(out, "    script %s ", run->scripts.p[i].name);
		dump_text(out, run->scripts.p[i].body);
		buf_char(out, '\n');
	}
}

static void add_copy(struct buf *out, const struct program *p, const struct copy *c)
{
	static const char *const unpack[] = {"", " unpack=false", " unpack=true"};

	buf_cstr_add(out, c->add ? "    add" : "    copy");
	add_origin(out, p, &c->from);
	buf_fmt(out, "%s%s%s%s\n", c->parents ? " parents" : "", c->link ? " link" : "",
		c->keep_git_dir ? " keep-git-dir" : "", unpack[c->unpack + 1]);
	add_list(out, "    source", &c->sources);
	for (size_t i = 0; i < c->inlines.n; i++) {
		buf_fmt(out, "    inline %s ", c->inlines.p[i].name);
		dump_text(out, c->inlines.p[i].body);
		buf_char(out, '\n');
	}
	add_text(out, "    dest", str_of(c->dest));
	add_optional(out, "    chown", c->chown);
	add_optional(out, "    chmod", c->chmod);
	add_optional(out, "    checksum", c->checksum);
	add_list(out, "    exclude", &c->excludes);
}

static void add_step(struct buf *out, const struct program *p, const struct step *s)
{
	buf_fmt(out, "  line %u%s%s ", s->instr->span.line, s->trigger ? " trigger" : "",
		s->empty_layer ? " meta" : "");
	dump_text(out, str_of(s->created_by));
	buf_char(out, '\n');
	if (s->kind == STEP_META)
		return;
	if (s->kind != STEP_COPY) {
		add_optional(out, "    user", s->user);
		add_text(out, "    workdir", str_of(s->workdir));
	}
	if (s->kind == STEP_RUN)
		add_run(out, p, &s->run);
	if (s->kind == STEP_COPY)
		add_copy(out, p, &s->copy);
}

static void add_health(struct buf *out, const struct healthcheck *h)
{
	const struct {
		const char *name;
		int64_t value;
	} numbers[] = {
		{"interval", h->interval_ns},
		{"timeout", h->timeout_ns},
		{"start-period", h->start_period_ns},
		{"start-interval", h->start_interval_ns},
		{"retries", h->retries},
	};

	add_list(out, "  config.healthcheck", &h->test);
	for (size_t i = 0; h->set && i < sizeof numbers / sizeof *numbers; i++)
		if (numbers[i].value)
			buf_fmt(out, "  config.healthcheck.%s %" PRId64 "\n", numbers[i].name,
				numbers[i].value);
}

static void add_config(struct buf *out, const struct config *c)
{
	add_optional(out, "  config.os", c->os);
	add_optional(out, "  config.architecture", c->architecture);
	add_optional(out, "  config.variant", c->variant);
	add_optional(out, "  config.author", c->author);
	add_optional(out, "  config.user", c->user);
	add_optional(out, "  config.workdir", c->working_dir);
	add_optional(out, "  config.stop-signal", c->stop_signal);
	add_map(out, "  config.env", &c->env);
	add_list(out, "  config.entrypoint", &c->entrypoint);
	add_list(out, "  config.cmd", &c->cmd);
	if (c->args_escaped)
		buf_cstr_add(out, "  config.args-escaped\n");
	add_keys(out, "  config.port", &c->exposed_ports);
	add_keys(out, "  config.volume", &c->volumes);
	add_map(out, "  config.label", &c->labels);
	add_list(out, "  config.shell", &c->shell);
	add_list(out, "  config.onbuild", &c->onbuild);
	add_health(out, &c->healthcheck);
}

void program_dump(const struct program *program, struct buf *out)
{
	for (size_t i = 0; i < program->stages.n; i++) {
		const struct stage_program *s = &program->stages.p[i];

		buf_fmt(out, "stage %zu", i);
		if (s->stage.name.n > 0)
			buf_fmt(out, " %.*s", STR_FMT(s->stage.name));
		add_origin(out, program, &s->stage.base);
		buf_char(out, '\n');
		for (size_t k = 0; k < s->steps.n; k++)
			add_step(out, program, &s->steps.p[k]);
		add_config(out, &s->config);
		if (s->user_span.line)
			buf_fmt(out, "  user set in line %u\n", s->user_span.line);
	}
	for (size_t i = 0; i < program->warnings.n; i++)
		buf_fmt(out, "warning line %u %s: %s\n", program->warnings.p[i].span.line,
			program->warnings.p[i].rule, program->warnings.p[i].text);
}
