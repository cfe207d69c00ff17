/* call - `lichen build --call=check|outline|targets`: what a build would take, and nothing built.
 */
#include "cli/call.h"

#include <stdio.h>

#include "base/mem.h"
#include "build/check.h"
#include "build/inputs.h"
#include "build/outline.h"
#include "cli/check_docker.h"
#include "cli/check_report.h"
#include "cli/host.h"
#include "cli/peek.h"
#include "cli/printable.h"
#include "cli/show.h"
#include "codec/json.h"

enum call_method { CALL_CHECK, CALL_OUTLINE, CALL_TARGETS, CALL_BUILD };

struct call {
	enum call_method method;
	bool json;
	struct inputs inputs;
	struct checked checked;
};

static void call_release(struct call *c)
{
	checked_release(&c->checked);
	inputs_release(&c->inputs);
}

static int parse_call(const struct build_options *o, struct call *c, struct err *e)
{
	static const char *const names[] = {[CALL_CHECK] = "check",
		[CALL_OUTLINE] = "outline",
		[CALL_TARGETS] = "targets",
		[CALL_BUILD] = "build"};
	struct str name = STR("");
	struct str format = STR("");

	str_cut(str_of(o->call ? o->call : "check"), ',', &name, &format);
	for (int i = CALL_CHECK; i <= CALL_BUILD; i++)
		if (str_eq(str_of(names[i]), name)) {
			c->method = (enum call_method)i;
			c->json = str_eq(format, STR("format=json"));
			if (format.n == 0 || c->json || str_eq(format, STR("format=text")))
				return 0;
		}
	return err_set(e, ERR_USAGE,
		"--call takes build, check, outline or targets, and ,format=json: not `%s`",
		o->call);
}

bool call_wanted(const struct build_options *o)
{
	struct call c = {0};
	struct err e;

	if (!o->call)
		return o->check;
	return parse_call(o, &c, &e) < 0 || c.method != CALL_BUILD;
}

static int read_inputs(
	struct call *c, const struct build_options *o, const struct strs *operands, struct err *e)
{
	if (operands->n != 1)
		return err_set(e, ERR_USAGE,
			"`lichen build` takes one context: a directory, `-` or a URL");
	if (o->ignorefile)
		c->inputs.ignorefile = mem_strdup(o->ignorefile);
	const struct peek_place where = {o->file, operands->p[0].p, o->store};

	return peek_dockerfile(&where, &c->inputs, e);
}

static int read_file(struct call *c, const struct build_options *o, struct err *e)
{
	struct check_request request = {
		.dockerfile_name = c->inputs.dockerfile_name,
		.dockerfile = buf_str(&c->inputs.dockerfile),
		.ignore_name = c->inputs.ignore_name,
		.ignore = buf_str(&c->inputs.ignore),
		.target = o->target,
		.platform = o->platform ? o->platform : host_platform(),
		.build_args = &o->build_args,
		.contexts = &o->contexts,
		.needed_only = c->method == CALL_OUTLINE,
	};

	return check_read(&request, &c->checked, e);
}

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

static size_t wider(size_t width, struct str text)
{
	return text.n + 3 > width ? text.n + 3 : width;
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

static void outline_text(const struct outline *o, struct buf *out)
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

static void outline_json(const struct outline *o, struct str source, struct buf *out)
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

static void targets_text(const struct checked *c, struct buf *out)
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

static void targets_json(const struct checked *c, struct buf *out)
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

static void tell_outline(const struct call *c, struct buf *out)
{
	AUTO(outline_release) struct outline o = {0};

	outline_make(&c->checked, &o);
	if (c->json)
		outline_json(&o, buf_str(&c->inputs.dockerfile), out);
	else
		outline_text(&o, out);
}

/* As docker does: a warning is status 1 here, and what the reading stumbled over comes last. */
static int tell_check(const struct call *c, int read, struct err *e)
{
	AUTO(buf_release) struct buf out = {0};
	AUTO(buf_release) struct buf shown = {0};
	struct check_report r = {&c->checked.findings, c->inputs.dockerfile_name,
		buf_str(&c->inputs.dockerfile), read < 0};

	if (read == 0 && c->checked.lint.error)
		read = findings_refuse(r.found, false, r.file, e);
	if (c->json)
		check_docker_json(&r, read < 0 ? e : NULL, &out);
	else
		check_report_text(&r, stdout);
	printable_json(buf_str(&out), &shown);
	fputs(buf_cstr(&shown), stdout);
	fflush(stdout);
	if (read < 0)
		return -1;
	return r.found->n > 0;
}

static void tell(const struct call *c)
{
	AUTO(buf_release) struct buf out = {0};
	AUTO(buf_release) struct buf shown = {0};

	if (c->method == CALL_OUTLINE)
		tell_outline(c, &out);
	else
		(c->json ? targets_json : targets_text)(&c->checked, &out);
	printable_json(buf_str(&out), &shown);
	fputs(buf_cstr(&shown), stdout);
	fflush(stdout);
}

static int run(
	const struct build_options *o, const struct strs *operands, struct call *c, struct err *e)
{
	if (parse_call(o, c, e) < 0 || read_inputs(c, o, operands, e) < 0)
		return -1;
	int read = read_file(c, o, e);

	if (c->method == CALL_CHECK)
		return tell_check(c, read, e);
	if (read == 0)
		tell(c);
	return read;
}

int call_run(const struct build_options *o, const struct strs *operands)
{
	AUTO(call_release) struct call c = {.inputs = INPUTS_NONE};
	struct err e;
	int status = run(o, operands, &c, &e);

	if (status >= 0)
		return status;
	show_error(NULL, &e, buf_str(&c.inputs.dockerfile));
	return show_exit_code(&e);
}
