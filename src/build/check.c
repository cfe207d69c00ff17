/* check - a Dockerfile read as a build would read it, and nothing built. */
#include "build/check.h"

#include "base/mem.h"
#include "build/language.h"
#include "codec/config.h"
#include "plan/bind.h"

static int read_text(const struct check_request *r, struct checked *c, struct err *e)
{
	const struct language_text text = {r->dockerfile_name, r->dockerfile, r->build_args};

	if (language_read(text, &c->source, &c->file, &c->lint, e) < 0)
		return -1;
	return ignore_parse(r->ignore, r->ignore_name, &c->ignore, e);
}

/* No base has triggers here, so nothing new can come in and one turn is enough. */
static int bind(const struct check_request *r, struct checked *c, struct err *e)
{
	AUTO(mem_release)
	struct config *unknown = mem_alloc((c->plan.images.n + 1) * sizeof *unknown);
	struct bind_request request = {
		.build_args = r->build_args,
		.skip_unsupported = true,
	};

	return program_bind(&c->plan, unknown, &request, &c->program, e);
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
	plan_release(&c->plan);
	ignore_release(&c->ignore);
	lint_options_release(&c->lint);
	dockerfile_release(&c->file);
	source_release(&c->source);
}
