/* check - a Dockerfile read as a build would read it, and nothing built. */
#include "build/check.h"

#include "build/language.h"
#include "plan/bind.h"

static int read_text(const struct check_request *r, struct checked *c, struct err *e)
{
	const struct language_text text = {r->dockerfile_name, r->dockerfile, r->build_args};

	if (language_read(text, &c->source, &c->file, &c->lint, e) < 0)
		return -1;
	return ignore_parse(r->ignore, r->ignore_name, &c->ignore, e);
}

/* Triggers of a base may name images of their own, as in a build. */
static int bind(const struct check_request *r, struct checked *c, struct err *e)
{
	struct bind_request request = {
		.build_args = r->build_args,
		.skip_unsupported = true,
	};
	int more = 1;

	while (more == 1) {
		bases_look(r->store, &c->plan, &c->bases);
		more = program_bind(&c->plan, c->bases.p, &request, &c->program, e);
	}
	return more;
}

static int read_meaning(const struct check_request *r, struct checked *c, struct err *e)
{
	struct plan_request plan = {
		.target = r->target,
		.all_stages = !r->needed_only,
		.build_args = r->build_args,
		.contexts = r->contexts,
		.platform = r->platform,
		.lint = &c->lint,
	};

	if (plan_make(&c->file, &plan, &c->plan, e) < 0 || bind(r, c, e) < 0)
		return err_at(e, r->dockerfile_name, e->span);
	return 0;
}

int check_read(const struct check_request *r, struct checked *out, struct err *e)
{
	int read = read_text(r, out, e) < 0 ? -1 : read_meaning(r, out, e);

	findings_collect(&out->file, &out->plan, &out->program, &out->ignore, &out->findings);
	return read;
}

void checked_release(struct checked *c)
{
	findings_release(&c->findings);
	program_release(&c->program);
	bases_release(&c->bases);
	plan_release(&c->plan);
	ignore_release(&c->ignore);
	lint_options_release(&c->lint);
	dockerfile_release(&c->file);
	source_release(&c->source);
}
