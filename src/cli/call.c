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
#include "cli/outline_report.h"
#include "cli/peek.h"
#include "cli/printable.h"
#include "cli/show.h"

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
	AUTO(store_close) struct store store = STORE_NONE;
	bool known = host_find_store(o->store, &store);
	struct check_request request = {
		.dockerfile_name = c->inputs.dockerfile_name,
		.dockerfile = buf_str(&c->inputs.dockerfile),
		.ignore_name = c->inputs.ignore_name,
		.ignore = buf_str(&c->inputs.ignore),
		.target = o->target,
		.platform = o->platform ? o->platform : host_platform(),
		.build_args = &o->build_args,
		.contexts = &o->contexts,
		.store = known ? &store : NULL,
		.needed_only = c->method == CALL_OUTLINE,
	};

	return check_read(&request, &c->checked, e);
}

static void tell_outline(const struct call *c, struct buf *out)
{
	AUTO(outline_release) struct outline o = {0};

	outline_make(&c->checked, &o);
	if (c->json)
		outline_report_json(&o, c->checked.source.text, out);
	else
		outline_report_text(&o, out);
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
		(c->json ? outline_report_targets_json : outline_report_targets_text)(
			&c->checked, &out);
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
