#include "plan/from.h"

#include <criterion/criterion.h>
#include <string.h>

#include "support.h"

Test(plan_from, from_is_expanded_with_arguments_and_automatic_ones)
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

Test(plan_from, one_image_of_two_platforms_is_two)
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

static const char *finding(const struct planned *p, const char *rule)
{
	for (size_t i = 0; i < p->plan.warnings.n; i++)
		if (strcmp(p->plan.warnings.p[i].rule, rule) == 0)
			return p->plan.warnings.p[i].text;
	return "none";
}

Test(plan_from, findings_about_from_lines)
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

Test(plan_from, scratch_is_for_the_target_whatever_its_flag_says)
{
	AUTO(planned_release) struct planned p = {0};

	planned_expect(&p, "FROM --platform=$TARGETPLATFORM scratch\n",
		"stage 0 stage-0 from scratch platform linux/amd64 target\n"
		"warning line 1 RedundantTargetPlatform: Setting platform to predefined "
		"$TARGETPLATFORM in FROM is redundant as this is the default behavior\n");
}

Test(plan_from, an_empty_platform_flag_is_none)
{
	AUTO(planned_release) struct planned p = {0}, q = {0};

	planned_expect(&p, "FROM --platform=linux/arm64 scratch AS arm64\n",
		"stage 0 arm64 from scratch platform linux/amd64 target\n");
	planned_expect(&q, "FROM --platform= scratch\n",
		"stage 0 stage-0 from scratch platform linux/amd64 target\n");
}

Test(plan_from, a_platform_of_a_variable_that_is_not_set_names_the_nearest)
{
	static const char *const texts[] = {
		"ARG MY_ARCH=amd64\nFROM --platform=linux/${MYARCH} scratch\n",
		"ARG MY_ARCH=amd64\nFROM --platform=$MYARCH scratch\n",
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		AUTO(planned_release) struct planned p = {0};

		cr_assert_eq(planned_make(&p, texts[i]), -1);
		cr_expect_str_eq(p.e.hint, "(did you mean MY_ARCH?)");
		cr_expect_eq(p.e.span.line, 2);
	}
}
