/* findings - every warning about one Dockerfile in the order of its lines. */
#include "build/findings.h"

#include "base/buf.h"
#include "base/strs.h"
#include "base/vec.h"
#include "exec/wildcard.h"
#include "lang/diag.h"
#include "plan/path.h"
#include "plan/source_form.h"
#include "plan/warn.h"

/* Sources that are looked up in the .dockerignore: a hostile file has millions of them, and of
 * rules. */
enum { SOURCES_MAX = 10000 };

int findings_options(struct dockerfile *file, const struct map *build_args,
	struct lint_options *out, struct err *e)
{
	const struct str *given =
		build_args ? map_get(build_args, STR("BUILDKIT_DOCKERFILE_CHECK")) : NULL;

	if (!given)
		return lint_options_parse(file->directives.check, out, e);
	if (lint_options_parse(*given, out, e) < 0)
		return err_during(e, "reading the build argument BUILDKIT_DOCKERFILE_CHECK");
	lint_run(file, out);
	return 0;
}

/* The directory that a source's matches are in or below: the source itself without wildcards. */
static struct str fixed_part(struct str path)
{
	while (wildcard_in(path)) {
		size_t slash = str_rfind(path, '/');

		path = str_upto(path, slash < path.n ? slash : 0);
	}
	return path;
}

/* Nothing of it is left: what a `!` rule brings back below it may be all that is wanted. */
static bool hidden(const struct ignore *ig, struct str path)
{
	if (path.n == 0 ? !ignore_hides_all(ig) : !ignore_match_path(ig, path))
		return false;
	return !ignore_returns_below(ig, fixed_part(path));
}

static void copy_source(struct program *program, const struct step *step, struct str source,
	const struct ignore *ig)
{
	AUTO(buf_release) struct buf inside = {0};
	AUTO(buf_release) struct buf shown = {0};

	if (source_form(source) != SOURCE_PATH)
		return;
	path_join(STR("/"), source, false, &inside);
	if (!hidden(ig, str_trim_left(buf_str(&inside), "/")))
		return;
	path_clean(source, &shown);
	WARN_ABOUT(&program->warnings, &program->plan->lint, step->instr, COPY_IGNORED,
		.a = step->copy.add ? STR("Add") : STR("Copy"), .b = buf_str(&shown));
}

static void copies(struct program *program, const struct ignore *ig)
{
	size_t looked_up = 0;

	for (size_t i = 0; i < program->stages.n; i++)
		for (size_t k = 0; k < program->stages.p[i].steps.n; k++) {
			const struct step *step = &program->stages.p[i].steps.p[k];

			if (step->kind != STEP_COPY || step->copy.from.kind != ORIGIN_CONTEXT)
				continue;
			for (size_t s = 0; s < step->copy.sources.n && looked_up++ < SOURCES_MAX;
				s++)
				copy_source(program, step, step->copy.sources.p[s], ig);
		}
}

/* Docker finds these when it comes to the instruction, the others when it reads the file. */
static bool is_of_needed_stages(enum lint_rule rule)
{
	switch (rule) {
	case RULE_LEGACY_PAIR:
	case RULE_SECRETS:
	case RULE_MULTIPLE:
	case RULE_EXPOSE_CASING:
	case RULE_EXPOSE_FORMAT:
	case RULE_ARG_COMMENT: return true;
	default: return false;
	}
}

/* Is the line one of a stage that the plan leaves out, or has something else for? */
static bool is_left_out(const struct dockerfile *file, const struct plan *plan, uint32_t line)
{
	size_t after = 0;

	while (after < file->stages.n &&
		file->instrs.p[file->stages.p[after].from].span.line <= line)
		after++;
	if (after == 0)
		return false; /* before the first FROM */
	for (size_t i = 0; i < plan->stages.n; i++)
		if (plan->stages.p[i].declaration == after - 1)
			return plan->stages.p[i].replaced;
	return true;
}

static void add_of_text(
	struct findings *out, const struct dockerfile *file, const struct plan *plan, bool bound)
{
	for (size_t i = 0; i < file->warnings.n; i++) {
		const struct warning *w = &file->warnings.p[i];
		enum lint_rule rule = lint_find(w->rule);

		if (bound && rule == RULE_JSON_ARGS)
			continue; /* bind tells better: it knows whether a SHELL is inherited */
		if (!bound || !is_of_needed_stages(rule) || !is_left_out(file, plan, w->span.line))
			vec_push(out, *w);
	}
}

/* Each goes behind the last one of its line or of a line before. */
static void add_in_order(struct findings *out, const struct warning *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		vec_push(out, list[i]);
		for (size_t at = out->n - 1; at > 0; at--) {
			if (out->p[at - 1].span.line <= list[i].span.line)
				break;
			out->p[at] = out->p[at - 1];
			out->p[at - 1] = list[i];
		}
	}
}

void findings_collect(const struct dockerfile *file, const struct plan *plan,
	struct program *program, const struct ignore *ignore, struct findings *out)
{
	copies(program, ignore);
	add_of_text(out, file, plan, program->stages.n > 0);
	add_in_order(out, plan->warnings.p, plan->warnings.n);
	add_in_order(out, program->warnings.p, program->warnings.n);
}

int findings_refuse(
	const struct findings *found, bool strict, const char *dockerfile_name, struct err *e)
{
	AUTO(buf_release) struct buf rules = {0};
	AUTO(strs_release) struct strs seen = {0};
	struct span first = {0};

	for (size_t i = 0; i < found->n; i++) {
		struct str rule = str_of(found->p[i].rule);

		if (strs_has(&seen, rule) ||
			(!strict && !lint_is_docker(lint_find(found->p[i].rule))))
			continue;
		if (seen.n == 0)
			first = found->p[i].span;
		buf_fmt(&rules, "%s%.*s", seen.n ? ", " : "", STR_FMT(rule));
		strs_add(&seen, rule);
	}
	if (seen.n == 0)
		return 0;
	diag(e, LINT_VIOLATION, .a = buf_str(&rules));
	return err_at(e, dockerfile_name, first);
}

void findings_release(struct findings *found)
{
	vec_release(found);
}
