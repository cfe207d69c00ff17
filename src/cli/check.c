/* check - the command `lichen check`: the Dockerfile read as a build reads it, and its warnings. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/map.h"
#include "base/strs.h"
#include "build/check.h"
#include "build/inputs.h"
#include "cli/check_report.h"
#include "cli/command.h"
#include "cli/host.h"
#include "cli/peek.h"
#include "cli/printable.h"
#include "cli/show.h"

struct check_options {
	const char *file, *target, *platform, *store;
	struct map build_args, contexts;
	bool json, sarif, strict;
};

#define FIELD(name) offsetof(struct check_options, name)

static const struct opt table[] = {
	{'f', "file", OPT_TEXT, FIELD(file), "PATH", "the Dockerfile; - for standard input"},
	{0, "target", OPT_TEXT, FIELD(target), "STAGE",
		"this stage and what it needs, instead of all"},
	{0, "build-arg", OPT_PAIRS, FIELD(build_args), "NAME[=VALUE]", "set a build argument"},
	{0, "build-context", OPT_PAIRS, FIELD(contexts), "NAME=SOURCE",
		"what a name in FROM or --from means"},
	{0, "platform", OPT_TEXT, FIELD(platform), "OS/ARCH", "the platform to check for"},
	{0, "json", OPT_FLAG, FIELD(json), NULL, "the findings as a JSON array"},
	{0, "sarif", OPT_FLAG, FIELD(sarif), NULL, "the findings as a SARIF 2.1.0 log"},
	{0, "strict", OPT_FLAG, FIELD(strict), NULL, "a warning is a failure: exit status 1"},
	{0, "store", OPT_TEXT, FIELD(store), "DIR",
		"whose images are known as bases; keeps downloads"},
	{0, NULL, OPT_FLAG, 0, NULL, NULL},
};

struct check_session {
	struct check_options options;
	struct strs operands;
	struct inputs inputs;
	struct checked checked;
};

static void session_release(struct check_session *s)
{
	checked_release(&s->checked);
	inputs_release(&s->inputs);
	strs_release(&s->operands);
	map_release(&s->options.build_args);
	map_release(&s->options.contexts);
}

static int read_inputs(struct check_session *s, struct err *e)
{
	if (s->options.json && s->options.sarif)
		return err_set(e, ERR_USAGE, "--json and --sarif cannot go together");
	if (s->operands.n != 1) {
		err_set(e, ERR_USAGE,
			"`lichen check` takes one context: a directory, `-` or a URL");
		return err_hint(e, "lichen check .");
	}
	const struct peek_place where = {s->options.file, s->operands.p[0].p, s->options.store};

	return peek_dockerfile(&where, &s->inputs, e);
}

static int check(struct check_session *s, struct err *e)
{
	const struct check_options *o = &s->options;
	AUTO(store_close) struct store store = STORE_NONE;
	bool known = host_find_store(o->store, &store);
	struct check_request request = {
		.dockerfile_name = s->inputs.dockerfile_name,
		.dockerfile = buf_str(&s->inputs.dockerfile),
		.ignore_name = s->inputs.ignore_name,
		.ignore = buf_str(&s->inputs.ignore),
		.target = o->target,
		.platform = o->platform ? o->platform : host_platform(),
		.build_args = &o->build_args,
		.contexts = &o->contexts,
		.store = known ? &store : NULL,
	};

	return check_read(&request, &s->checked, e);
}

static void report(const struct check_session *s, bool failed)
{
	AUTO(buf_release) struct buf out = {0};
	AUTO(buf_release) struct buf shown = {0};
	struct check_report r = {&s->checked.findings, s->inputs.dockerfile_name,
		buf_str(&s->inputs.dockerfile), failed};

	if (s->options.sarif)
		check_report_sarif(&r, &out);
	else if (s->options.json)
		check_report_json(&r, &out);
	else
		check_report_text(&r, stdout);
	printable_json(buf_str(&out), &shown);
	fputs(buf_cstr(&shown), stdout);
	fflush(stdout);
}

static int fail(const struct err *e, const struct check_session *s)
{
	show_error(NULL, e, inputs_text(&s->inputs, e));
	return show_exit_code(e);
}

static int run(const struct command *self, int argc, char **argv)
{
	AUTO(session_release) struct check_session s = {.inputs = INPUTS_NONE};
	struct err e;
	int parsed = opt_parse(self, argc, argv, &s.options, &s.operands, &e);

	if (parsed == 1)
		return 0;
	if (parsed < 0 || read_inputs(&s, &e) < 0)
		return fail(&e, &s);
	if (check(&s, &e) < 0) {
		report(&s, true);
		return fail(&e, &s);
	}
	report(&s, false);
	if ((s.checked.lint.error || s.options.strict) &&
		findings_refuse(
			&s.checked.findings, s.options.strict, s.inputs.dockerfile_name, &e) < 0) {
		show_error(NULL, &e, STR("")); /* the report had the lines */
		return 1;
	}
	return 0;
}

const struct command command_check = {
	.name = "check",
	.operands = "CONTEXT",
	.summary = "Tell what is wrong or doubtful in a Dockerfile, and build nothing.",
	.options = table,
	.run = run,
};
