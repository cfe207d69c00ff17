/* outline_report - what a build takes and which stages it has, as people and scripts read it. */
#include "cli/outline_report.h"

#include "cli/check_docker.h"
#include "cli/printable.h"
#include "codec/json.h"

/* One cell of a table, blanks behind it up to width; width 0 ends the line. */
static void cell(struct str text, size_t width, struct buf *out)
{
	size_t start = out->n;

	printable(text, out);
	if (width == 0) {
		out->n = str_trim_right(buf_str(out), " ").n;
		buf_char(out, '\n');
		return;
	}
	while (out->n - start < width)
		buf_char(out, ' ');
}

/* As wide as text is when it is shown, with a gap behind it. */
static size_t wider(size_t width, struct str text)
{
	AUTO(buf_release) struct buf shown = {0};

	printable(text, &shown);
	return shown.n + 3 > width ? shown.n + 3 : width;
}

static void args_text(const struct outline *o, struct buf *out)
{
	size_t name = wider(0, STR("BUILD ARG"));
	size_t value = wider(0, STR("VALUE"));

	for (size_t i = 0; i < o->args.n; i++) {
		name = wider(name, o->args.p[i].name);
		value = wider(value, o->args.p[i].value);
	}
	buf_char(out, '\n');
	cell(STR("BUILD ARG"), name, out);
	cell(STR("VALUE"), value, out);
	cell(STR("DESCRIPTION"), 0, out);
	for (size_t i = 0; i < o->args.n; i++) {
		cell(o->args.p[i].name, name, out);
		cell(o->args.p[i].value, value, out);
		cell(o->args.p[i].description, 0, out);
	}
}

static void needs_text(
	struct str title, struct str second, const struct outline_needs *needs, struct buf *out)
{
	size_t width = wider(0, title);

	if (needs->list.n == 0)
		return;
	for (size_t i = 0; i < needs->list.n; i++)
		width = wider(width, needs->list.p[i].id);
	buf_char(out, '\n');
	cell(title, width, out);
	cell(second, 0, out);
	for (size_t i = 0; i < needs->list.n; i++) {
		cell(needs->list.p[i].id, width, out);
		cell(needs->list.p[i].required ? STR("true") : STR(""), 0, out);
	}
}

void outline_report_text(const struct outline *o, struct buf *out)
{
	buf_cstr_add(out, "TARGET:      ");
	cell(o->target.name.n ? o->target.name : STR("default"), 0, out);
	if (o->target.description.n) {
		buf_cstr_add(out, "DESCRIPTION: ");
		cell(o->target.description, 0, out);
	}
	if (o->args.n > 0)
		args_text(o, out);
	needs_text(STR("SECRET"), STR("REQUIRED"), &o->secrets, out);
	needs_text(STR("SSH"), STR("REQUIRED"), &o->agents, out);
	needs_text(STR("CACHE"), STR(""), &o->caches, out);
}

static void needs_json(
	struct json_writer *w, const char *key, const char *id, const struct outline_needs *needs)
{
	if (needs->list.n == 0)
		return;
	json_open_array(w, key);
	for (size_t i = 0; i < needs->list.n; i++) {
		json_open_object(w, NULL);
		json_put_str(w, id, needs->list.p[i].id);
		if (needs->list.p[i].required)
			json_put_bool(w, "required", true);
		check_docker_location(w, needs->list.p[i].span);
		json_close_object(w);
	}
	json_close_array(w);
}

void outline_report_json(const struct outline *o, struct str source, struct buf *out)
{
	struct json_writer w = {.out = out};

	json_open_object(&w, NULL);
	json_put_str(&w, "name", o->target.name);
	json_put_str(&w, "description", o->target.description);
	json_open_array(&w, "args");
	for (size_t i = 0; i < o->args.n; i++) {
		json_open_object(&w, NULL);
		json_put_str(&w, "name", o->args.p[i].name);
		json_put_str(&w, "value", o->args.p[i].value);
		json_put_str(&w, "description", o->args.p[i].description);
		check_docker_location(&w, o->args.p[i].span);
		json_close_object(&w);
	}
	json_close_array(&w);
	needs_json(&w, "secrets", "name", &o->secrets);
	needs_json(&w, "ssh", "name", &o->agents);
	needs_json(&w, "cache", "ID", &o->caches);
	check_docker_sources(&w, source);
	json_close_object(&w);
	buf_char(out, '\n');
}

void outline_report_targets_text(const struct checked *c, struct buf *out)
{
	size_t last = c->file.stages.n - 1;
	size_t width = wider(0, STR("(default)"));

	for (size_t i = 0; i <= last; i++)
		width = wider(width, c->file.stages.p[i].name);
	width += sizeof " (default)" - 1;
	cell(STR("TARGET"), width, out);
	cell(STR("DESCRIPTION"), 0, out);
	for (size_t i = 0; i <= last; i++) {
		AUTO(buf_release) struct buf name = {0};
		struct outline_stage stage;

		outline_describe(c, i, &stage);
		buf_str_add(&name, stage.name);
		if (i == last)
			buf_cstr_add(&name, stage.name.n ? " (default)" : "(default)");
		if (name.n == 0)
			continue; /* nothing that --target could name */
		cell(buf_str(&name), width, out);
		cell(stage.description, 0, out);
	}
}

void outline_report_targets_json(const struct checked *c, struct buf *out)
{
	struct json_writer w = {.out = out};

	json_open_object(&w, NULL);
	json_open_array(&w, "targets");
	for (size_t i = 0; i < c->file.stages.n; i++) {
		struct outline_stage stage;

		outline_describe(c, i, &stage);
		json_open_object(&w, NULL);
		json_put_str(&w, "name", stage.name);
		json_put_bool(&w, "default", i + 1 == c->file.stages.n);
		json_put_str(&w, "description", stage.description);
		json_put_str(&w, "base", stage.base);
		json_put_str(&w, "platform", stage.platform);
		check_docker_location(&w, stage.span);
		json_close_object(&w);
	}
	json_close_array(&w);
	check_docker_sources(&w, c->source.text);
	json_close_object(&w);
	buf_char(out, '\n');
}
