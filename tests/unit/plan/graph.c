#include "plan/graph.h"

#include <criterion/criterion.h>
#include <string.h>

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

Test(plan_graph, from_is_expanded_with_arguments_and_automatic_ones)
{
	AUTO(planned_release) struct planned p = {.platform = "arm64"};

	map_set(&p.args, STR("V"), STR("12"));
	planned_expect(&p,
		"ARG V=11\n"
		"ARG NAME=debian:$V\n"
		"FROM --platform=$BUILDPLATFORM $NAME AS tools\n"
		"FROM ${NAME}-$TARGETARCH\n"
		"COPY --from=tools /x /\n",
		"image 0 debian:12 source docker-image:docker.io/library/debian:12 platform "
		"linux/amd64 line 3\n"
		"image 1 debian:12-arm64 source docker-image:docker.io/library/debian:12-arm64 "
		"platform linux/arm64 line 4\n"
		"stage 0 tools from image 0 platform linux/amd64\n"
		"stage 1 stage-1 from image 1 platform linux/arm64 target\n");
}

Test(plan_graph, one_image_of_two_platforms_is_two)
{
	AUTO(planned_release) struct planned p = {0};

	planned_expect(&p,
		"FROM --platform=linux/arm64/v8 oci-layout:./base:v1 AS arm64\n"
		"FROM oci-layout:./base:v1\n"
		"COPY --from=oci-layout:./base:v1 /a /a\n"
		"COPY --from=arm64 /b /b\n",
		"image 0 oci-layout:./base:v1 source oci-layout:./base:v1 platform linux/arm64 "
		"line 1\n"
		"image 1 oci-layout:./base:v1 source oci-layout:./base:v1 platform linux/amd64 "
		"line 2\n"
		"stage 0 arm64 from image 0 platform linux/arm64\n"
		"stage 1 stage-1 from image 1 platform linux/amd64 target\n");
}

Test(plan_graph, a_context_replaces_the_stage_of_its_name)
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

Test(plan_graph, a_replaced_target_runs_nothing)
{
	AUTO(planned_release) struct planned p = {0};

	map_set(&p.contexts, STR("base"), STR("./files"));
	planned_expect(&p, "FROM debian AS base\nRUN x\n",
		"context base directory ./files\n"
		"stage 0 base from context base platform linux/amd64 replaced target\n");
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

Test(plan_graph, triggers_of_a_base_stage_are_needs_of_its_children)
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

struct refusal {
	const char *text;
	unsigned line;
	const char *error;
};

Test(plan_graph, an_unknown_target_names_the_nearest)
{
	AUTO(planned_release) struct planned p = {.target = "biuld"};

	planned_refuse(
		&p, "FROM scratch AS build\n", 0, "target stage \"biuld\" could not be found");
	cr_expect_str_eq(p.e.hint, "did you mean build?");
	cr_expect_eq(p.e.kind, ERR_NOT_FOUND);
}

Test(plan_graph, a_context_that_is_no_file_is_refused_where_it_is_named)
{
	AUTO(planned_release) struct planned p = {0};

	map_set(&p.contexts, STR("src"), STR("https://host/x.git"));
	planned_refuse(&p, "FROM scratch\nCOPY --from=src a b\n", 2,
		"a build context cannot be `https://host/x.git`");
	cr_expect_eq(p.e.kind, ERR_UNSUPPORTED);
}

Test(plan_graph, a_bad_context_name_is_the_command_lines_fault)
{
	AUTO(planned_release) struct planned p = {0};

	map_set(&p.contexts, STR("a b"), STR("."));
	planned_refuse(&p, "FROM scratch\n", 0, "invalid context name a b");
	cr_expect_eq(p.e.kind, ERR_USAGE);
}

static const char *finding(const struct planned *p, const char *rule)
{
	for (size_t i = 0; i < p->plan.warnings.n; i++)
		if (strcmp(p->plan.warnings.p[i].rule, rule) == 0)
			return p->plan.warnings.p[i].text;
	return "none";
}

Test(plan_graph, findings_about_from_lines)
{
	AUTO(planned_release) struct planned p = {0};

	map_set(&p.args, STR("BASE"), STR("debian"));
	cr_assert_eq(planned_make(&p, "ARG TAG=1\nARG BASE\n"
				      "FROM debian$TGA AS a\n"
				      "FROM --platform=$TARGETPLATFORM debian AS b\n"
				      "FROM --platform=linux/amd64 debian AS c\n"
				      "FROM --platform=linux/amd64 debian AS amd64\n"
				      "# check=skip=FromPlatformFlagConstDisallowed\n"
				      "FROM --platform=linux/amd64 debian AS skipped\n"
				      "FROM $BASE\n"),
		0, "%s", p.e.text);
	cr_expect_str_eq(finding(&p, "UndefinedArgInFrom"),
		"FROM argument 'TGA' is not declared (did you mean TAG?)");
	cr_expect_str_eq(finding(&p, "RedundantTargetPlatform"),
		"Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is "
		"the default behavior");
	cr_expect_str_eq(finding(&p, "FromPlatformFlagConstDisallowed"),
		"FROM --platform flag should not use constant value \"linux/amd64\"");
	cr_expect_str_eq(finding(&p, "InvalidDefaultArgInFrom"),
		"Default value for ARG $BASE results in empty or invalid base image name");
	cr_expect_eq(p.plan.warnings.n, 4);
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
