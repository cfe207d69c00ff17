/* Any bytes as a Dockerfile, planned and bound; the part behind a NUL is the base's ONBUILD. A
 * program that comes out has whole steps, and its dump and keys can be made. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/vec.h"
#include "plan/bind.h"
#include "plan/key.h"

enum { ROUNDS = 8 }; /* the plan may grow as often */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

struct bases {
	struct config *p;
	size_t n, capacity;
};

static void bases_release(struct bases *b)
{
	for (size_t i = 0; i < b->n; i++)
		config_release(&b->p[i]);
	vec_release(b);
}

static void add_base(struct bases *bases, struct str triggers)
{
	struct config c = {0};
	struct str line;

	while (triggers.n > 0) {
		str_cut(triggers, '\0', &line, &triggers);
		strs_add(&c.onbuild, line);
	}
	vec_push(bases, c);
}

static void step_check(const struct step *s, struct buf *out)
{
	const struct digest none = {0};
	const struct key_context context = {"linux/amd64", -1};

	assert(s->created_by && s->workdir && s->workdir[0] == '/');
	assert(s->kind != STEP_RUN || s->run.argv.n > 0);
	assert(s->kind != STEP_COPY || s->copy.dest[0] == '/');
	for (size_t i = 0; s->kind == STEP_RUN && i < s->run.mounts.n; i++)
		assert(!s->run.mounts.p[i].target || s->run.mounts.p[i].target[0] == '/');
	key_make(s, &none, &(struct step_inputs){0}, &context);
	key_describe(s, &none, &(struct step_inputs){0}, &context, out);
}

static void program_check(const struct program *p)
{
	AUTO(buf_release) struct buf out = {0};

	assert(p->plan->target < p->stages.n);
	for (size_t i = 0; i < p->stages.n; i++)
		for (size_t k = 0; k < p->stages.p[i].steps.n; k++)
			step_check(&p->stages.p[i].steps.p[k], &out);
	plan_dump(p->plan, &out);
	program_dump(p, &out);
}

static void bind(struct plan *plan, struct str triggers, const struct map *args)
{
	AUTO(bases_release) struct bases bases = {0};
	const struct bind_request request = {.build_args = args};
	struct err e = {0};
	int r = 1;

	for (int i = 0; i < ROUNDS && r == 1; i++) {
		AUTO(program_release) struct program program = {0};

		while (bases.n < plan->images.n)
			add_base(&bases, triggers);
		r = program_bind(plan, bases.p, &request, &program, &e);
		if (r == 0)
			program_check(&program);
	}
	assert(r >= 0 || (e.kind != ERR_NONE && e.text[0] && e.span.line > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	AUTO(source_release) struct source source = {0};
	AUTO(dockerfile_release) struct dockerfile file = {0};
	AUTO(plan_release) struct plan plan = {0};
	AUTO(map_release) struct map args = {0};
	struct plan_request request = {.build_args = &args, .build_platform = "linux/amd64"};
	struct str text, triggers;
	struct err e = {0};

	str_cut((struct str){(const char *)bytes, n}, '\0', &text, &triggers);
	map_set(&args, STR("A"), STR("a$b"));
	map_set(&args, STR("http_proxy"), STR("p"));
	if (source_make("fuzz", text, &source, &e) < 0 || dockerfile_parse(&source, &file, &e) < 0)
		return 0;
	if (plan_make(&file, &request, &plan, &e) < 0)
		assert(e.kind != ERR_NONE && e.text[0]);
	else
		bind(&plan, triggers, &args);
	return 0;
}
