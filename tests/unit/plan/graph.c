#include "plan/graph.h"

#include <criterion/criterion.h>

#include "support.h"

#define DEBIAN "image 0 debian source docker-image:docker.io/library/debian:latest "

Test(plan_graph, only_what_the_target_needs_is_kept)
{
	AUTO(planned_release) struct planned p = {0};

	planned_expect(&p,
		"FROM nosuch/image AS unused\n"
		"FROM debian AS build\n"
		"FROM debian AS tools\n"
		"FROM scratch\n"
		"COPY --from=BUILD /a /\n"
		"RUN --mount=from=2,target=/t --mount=type=cache,target=/c true\n",
		DEBIAN "platform linux/amd64 line 2\n"
		       "stage 0 build from image 0 platform linux/amd64\n"
		       "stage 1 tools from image 0 platform linux/amd64\n"
		       "stage 2 stage-3 from scratch platform linux/amd64 target\n");
}

Test(plan_graph, a_stage_name_is_found_in_any_case_and_the_last_one_above_wins)
{
	AUTO(planned_release) struct planned p = {.target = "LAST"};

	planned_expect(&p,
		"FROM scratch AS a\n"
		"FROM debian AS A\n"
		"FROM a AS Last\n"
		"FROM scratch AS a\n",
		DEBIAN "platform linux/amd64 line 2\n"
		       "stage 0 a from image 0 platform linux/amd64\n"
		       "stage 1 last from stage 0 platform linux/amd64 target\n");
}

Test(plan_graph, a_context_replaces_an_image_by_any_spelling)
{
	AUTO(planned_release) struct planned p = {0};

	map_set(&p.contexts, STR("docker.io/library/debian:latest::linux/arm64"),
		STR("docker-image://localhost/arm"));
	map_set(&p.contexts, STR("debian"), STR("docker-image://scratch"));
	planned_expect(&p,
		"ARG ARCH=arm64\n"
		"FROM --platform=linux/$ARCH debian AS a\n"
		"FROM debian:latest\n"
		"COPY --from=a /x /\n",
		"image 0 debian source docker-image:localhost/arm:latest platform linux/arm64 "
		"line 2\n"
		"stage 0 a from image 0 platform linux/arm64\n"
		"stage 1 stage-1 from scratch platform linux/amd64 target\n");
}

struct refusal {
	const char *text;
	unsigned line;
	const char *error;
};

Test(plan_graph, a_bad_context_name_is_the_command_lines_fault)
{
	AUTO(planned_release) struct planned p = {0};

	map_set(&p.contexts, STR("a b"), STR("."));
	planned_refuse(&p, "FROM scratch\n", 0, "invalid context name a b");
	cr_expect_eq(p.e.kind, ERR_USAGE);
}

Test(plan_graph, refusals)
{
	static const struct refusal refusals[] = {
		{"FROM ${BLANK}\n", 1, "base name (${BLANK}) should not be blank"},
		{"FROM --platform=$P debian\n", 1, "empty platform value from expression $P"},
		{"FROM --platform=a/b/c/d debian\n", 1,
			"failed to parse platform a/b/c/d: \"a/b/c/d\": unknown operating system "
			"or architecture"},
		{"FROM scratch\nCOPY --from=9 a b\nFROM scratch\n", 2, "invalid stage index 9"},
		{"FROM scratch\nCOPY --from=-1 a b\n", 2, "invalid stage index -1"},
		{"FROM scratch\nRUN --mount=from=7,target=/x y\n", 2, "invalid stage index 7"},
		{"FROM scratch AS a\nCOPY --from=a x y\n", 2,
			"circular dependency detected on stage: a"},
		{"FROM scratch AS a\nCOPY --from=1 x y\nFROM a\n", 2,
			"circular dependency detected on stage: a"},
		{"FROM scratch AS a\nCOPY --from=later x y\nFROM scratch AS later\n"
		 "FROM scratch\nCOPY --from=a x y\n",
			2,
			"cannot copy from stage \"later\", it needs to be defined before current "
			"stage \"a\""},
		{"FROM scratch AS a\nRUN --mount=from=b,target=/x y\nFROM scratch AS b\n"
		 "FROM a\n",
			2,
			"cannot mount from stage \"b\", stage needs to be defined before current "
			"command"},
		{"FROM scratch\nCOPY --from=$S a /\n", 2,
			"variable expansion is not supported for --from, define a new stage with "
			"FROM using ARG from global scope as a workaround"},
		{"FROM scratch\nRUN --mount=from=$S,target=/x y\n", 2,
			"'from' doesn't support variable expansion, define alias stage instead"},
		{"ARG F=${F:?\"custom error\"}\nFROM debian\n", 1,
			"failed to process \"${F:?\"custom error\"}\": F: custom error"},
	};

	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		AUTO(planned_release) struct planned p = {0};

		planned_refuse(&p, refusals[i].text, refusals[i].line, refusals[i].error);
	}
}
