/* support - a Dockerfile given as text, parsed and planned for a test. */
#include "support.h"

#include <criterion/criterion.h>
#include <stdarg.h>

int planned_make(struct planned *p, const char *text)
{
	struct plan_request request = {.target = p->target,
		.build_args = &p->args,
		.contexts = &p->contexts,
		.platform = p->platform,
		.build_platform = "linux/amd64"};

	cr_assert_eq(source_make("Dockerfile", str_of(text), &p->source, &p->e), 0);
	cr_assert_eq(dockerfile_parse(&p->source, &p->file, &p->e), 0, "%s", p->e.text);
	return plan_make(&p->file, &request, &p->plan, &p->e);
}

void planned_release(struct planned *p)
{
	plan_release(&p->plan);
	dockerfile_release(&p->file);
	source_release(&p->source);
	map_release(&p->args);
	map_release(&p->contexts);
}

void planned_expect(struct planned *p, const char *text, const char *dump)
{
	AUTO(buf_release) struct buf out = {0};

	cr_assert_eq(planned_make(p, text), 0, "%s: %s", p->e.during, p->e.text);
	plan_dump(&p->plan, &out);
	cr_expect_str_eq(buf_cstr(&out), dump, "got:\n%s", buf_cstr(&out));
}

void planned_refuse(struct planned *p, const char *text, unsigned line, const char *error)
{
	cr_assert_eq(planned_make(p, text), -1, "must be refused: %s", error);
	cr_expect_str_eq(p->e.text, error);
	cr_expect_eq(p->e.span.line, line, "line %u", p->e.span.line);
	cr_expect_str_eq(p->e.file, line ? "Dockerfile" : "");
}

int bound_make(struct bound *b, const char *text)
{
	struct err *e = &b->planned.e;
	size_t known = 0;
	int r = planned_make(&b->planned, text);

	b->request.build_args = &b->planned.args;
	b->request.labels = &b->labels;
	while (r == 0) {
		for (; known < b->planned.plan.images.n; known++) {
			cr_assert(b->bases[known], "image %zu has no config", known);
			cr_assert_eq(config_parse(str_of(b->bases[known]), &b->configs[known], e),
				0, "%s", e->text);
		}
		r = program_bind(&b->planned.plan, b->configs, &b->request, &b->program, e);
		if (r == 0)
			return 0;
		r = r == 1 ? 0 : r;
	}
	return r;
}

void bound_release(struct bound *b)
{
	program_release(&b->program);
	for (size_t i = 0; i < sizeof b->configs / sizeof *b->configs; i++)
		config_release(&b->configs[i]);
	map_release(&b->labels);
	planned_release(&b->planned);
}

static const struct stage_program *target(const struct bound *b)
{
	return &b->program.stages.p[b->planned.plan.target];
}

const struct config *bound_config(const struct bound *b)
{
	return &target(b)->config;
}

const struct step *bound_step(const struct bound *b, size_t step)
{
	cr_assert_lt(step, target(b)->steps.n);
	return &target(b)->steps.p[step];
}

static void expect_lines(const struct bound *b, const char *text, va_list lines)
{
	size_t n = 0;

	for (const char *line = va_arg(lines, const char *); line;
		line = va_arg(lines, const char *), n++) {
		AUTO(buf_release) struct buf got = {0};
		const struct step *step = bound_step(b, n);

		buf_fmt(&got, "%s%s", step->empty_layer ? "E " : "", step->created_by);
		cr_expect_str_eq(buf_cstr(&got), line, "step %zu of:\n%s", n, text);
	}
	cr_expect_eq(target(b)->steps.n, n, "%zu steps in:\n%s", target(b)->steps.n, text);
}

void bound_history(const char *text, ...)
{
	AUTO(bound_release) struct bound b = {0};
	AUTO(buf_release) struct buf whole = {0};
	va_list lines;

	buf_fmt(&whole, "FROM scratch\n%s", text);
	cr_assert_eq(bound_make(&b, buf_cstr(&whole)), 0, "%s", b.planned.e.text);
	va_start(lines, text);
	expect_lines(&b, text, lines);
	va_end(lines);
}

void bound_refuse(const char *text, unsigned line, const char *error)
{
	AUTO(bound_release) struct bound b = {0};
	AUTO(buf_release) struct buf whole = {0};

	buf_fmt(&whole, "FROM scratch\n%s", text);
	cr_assert_eq(bound_make(&b, buf_cstr(&whole)), -1, "must be refused: %s", text);
	cr_expect_str_eq(b.planned.e.text, error, "%s\n%s", b.planned.e.text, text);
	cr_expect_eq(b.planned.e.span.line, line + 1, "line %u of:\n%s", b.planned.e.span.line - 1,
		text);
}
