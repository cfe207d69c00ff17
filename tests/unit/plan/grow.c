#include "plan/grow.h"

#include <criterion/criterion.h>

#include "support.h"

Test(plan_grow, an_unknown_target_names_the_nearest)
{
	AUTO(planned_release) struct planned p = {.target = "biuld"};

	planned_refuse(
		&p, "FROM scratch AS build\n", 0, "target stage \"biuld\" could not be found");
	cr_expect_str_eq(p.e.hint, "did you mean build?");
	cr_expect_eq(p.e.kind, ERR_NOT_FOUND);
}

Test(plan_grow, a_replaced_target_runs_nothing)
{
	AUTO(planned_release) struct planned p = {0};

	map_set(&p.contexts, STR("base"), STR("./files"));
	planned_expect(&p, "FROM debian AS base\nRUN x\n",
		"context base directory ./files\n"
		"stage 0 base from context base platform linux/amd64 replaced target\n");
}

Test(plan_grow, only_needed_stages_refuse_a_later_one)
{
	static const char text[] = "FROM scratch AS a\n"
				   "COPY --from=later x y\n"
				   "FROM scratch AS later\n";
	AUTO(planned_release) struct planned needed = {.target = "a"}, other = {0};

	planned_refuse(&needed, text, 2,
		"cannot copy from stage \"later\", it needs to be defined before current stage "
		"\"a\"");
	cr_expect_eq(planned_make(&other, text), 0);
}

Test(plan_grow, what_is_named_twice_is_one)
{
	AUTO(planned_release) struct planned p = {0};

	map_set(&p.contexts, STR("docs"), STR("d"));
	planned_expect(&p,
		"FROM scratch\n"
		"COPY --from=debian --chmod=1 a b\n"
		"COPY --from=docker.io/library/debian:latest a b\n"
		"COPY --from=docs a b\n"
		"RUN --mount=from=docs,target=/d x\n",
		"image 0 debian source docker-image:docker.io/library/debian:latest platform "
		"linux/amd64 line 2\n"
		"context docs directory d\n"
		"stage 0 stage-0 from scratch platform linux/amd64 target\n");
}
