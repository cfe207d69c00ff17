/* support - a Dockerfile given as text, parsed and planned for a test. */
#include "support.h"

#include <criterion/criterion.h>

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
