#include "plan/nodes.h"

#include <criterion/criterion.h>

#include "support.h"

Test(plan_nodes, triggers_of_a_base_stage_are_needs_of_its_children)
{
	AUTO(planned_release) struct planned p = {0};

	planned_expect(&p,
		"FROM scratch AS files\n"
		"FROM scratch AS base\n"
		"ONBUILD COPY --from=files /a /\n"
		"FROM base\n",
		"stage 0 files from scratch platform linux/amd64\n"
		"stage 1 base from scratch platform linux/amd64\n"
		"stage 2 stage-2 from stage 1 platform linux/amd64 target\n"
		"  trigger COPY --from=files /a /\n");
}

Test(plan_nodes, a_context_replaces_the_stage_of_its_name)
{
	AUTO(planned_release) struct planned p = {0};

	map_set(&p.contexts, STR("Base"), STR("oci-layout:///srv/base:v1"));
	planned_expect(&p,
		"FROM nosuch AS base\n"
		"COPY --from=nothing /a /\n"
		"FROM base\n"
		"COPY --from=0 /x /\n",
		"image 0 base source oci-layout:/srv/base:v1 platform linux/amd64 line 3\n"
		"stage 0 stage-1 from image 0 platform linux/amd64 target\n");
}

Test(plan_nodes, a_context_that_is_no_file_is_refused_where_it_is_named)
{
	AUTO(planned_release) struct planned p = {0};

	map_set(&p.contexts, STR("src"), STR("s3://host/x"));
	planned_refuse(&p, "FROM scratch\nCOPY --from=src a b\n", 2,
		"a build context cannot be `s3://host/x`");
	cr_expect_eq(p.e.kind, ERR_UNSUPPORTED);
}

Test(plan_nodes, numbers_count_stages)
{
	AUTO(planned_release) struct planned p = {0};

	planned_expect(&p,
		"FROM scratch\n"
		"FROM scratch\n"
		"COPY --from=00 a b\n"
		"RUN --mount=from=+0,target=/t x\n",
		"stage 0 stage-0 from scratch platform linux/amd64\n"
		"stage 1 stage-1 from scratch platform linux/amd64 target\n");
}

Test(plan_nodes, a_cycle_through_mounts_and_triggers)
{
	AUTO(planned_release) struct planned p = {0}, q = {0};

	planned_refuse(&p,
		"FROM scratch AS a\nRUN --mount=from=b,target=/x y\n"
		"FROM scratch AS b\nRUN --mount=from=a,target=/x y\n",
		4, "circular dependency detected on stage: a");
	planned_refuse(&q,
		"FROM scratch AS base\nONBUILD COPY --from=1 a b\n"
		"FROM base AS child\nFROM scratch\n",
		2, "circular dependency detected on stage: child");
}

Test(plan_nodes, a_file_has_a_limited_number_of_stages_and_instructions)
{
	AUTO(planned_release) struct planned p = {0}, q = {0};
	AUTO(buf_release) struct buf text = {0};

	for (int i = 0; i <= PLAN_STAGES_MAX; i++)
		buf_cstr_add(&text, "FROM scratch\n");
	cr_assert_eq(planned_make(&p, buf_cstr(&text)), -1);
	cr_expect_str_eq(p.e.text, "more than 4096 stages");
	buf_clear(&text);
	buf_cstr_add(&text, "FROM scratch\n");
	for (int i = 0; i < PLAN_INSTRUCTIONS_MAX; i++)
		buf_cstr_add(&text, "CMD\n");
	cr_assert_eq(planned_make(&q, buf_cstr(&text)), -1);
	cr_expect_str_eq(q.e.text, "more than 100000 instructions");
}
