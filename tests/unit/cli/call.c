#include "cli/call.h"

#include "capture.h"
#include "cli/command.h"

static struct place place;
static struct buf out, err;

static void begin(void)
{
	place_open(&place);
	place_file(&place, "Dockerfile",
		"# first is one\nFROM scratch AS first\nARG A=1\nMAINTAINER x\n"
		"RUN --mount=type=secret,id=s true\n");
}

static void end(void)
{
	buf_release(&out);
	buf_release(&err);
	place_close(&place);
}

TestSuite(cli_call, .init = begin, .fini = end);

#define BUILD(...) command_text(&command_build, WORDS(__VA_ARGS__), &out, &err)

Test(cli_call, outline)
{
	cr_assert_eq(BUILD("--call=outline", place.path), 0, "%s", buf_cstr(&err));
	cr_assert_str_eq(buf_cstr(&out), "TARGET:      first\nDESCRIPTION: is one\n\n"
					 "BUILD ARG   VALUE   DESCRIPTION\nA           1\n\n"
					 "SECRET   REQUIRED\ns\n");
	cr_assert_eq(BUILD("--call=outline,format=json", place.path), 0);
	HAS(&out, "\"secrets\":[{\"name\":\"s\",\"location\":");
	HAS(&out, "\"sources\":[\"IyBmaXJzdCBpcyBvbmUK"); /* # first is one */
}

Test(cli_call, targets)
{
	cr_assert_eq(BUILD("--call", "targets", place.path), 0, "%s", buf_cstr(&err));
	HAS(&out, "first (default)");
	cr_assert_eq(BUILD("--call=targets,format=json", place.path), 0);
	HAS(&out, "{\"name\":\"first\",\"default\":true,\"description\":\"is one\"");
	HAS(&out, "\"sources\":[\"IyBmaXJzdCBpcyBvbmUK");
}

Test(cli_call, check)
{
	cr_assert_eq(BUILD("--check", place.path), 1, "%s", buf_cstr(&err));
	HAS(&out, "WARN: MaintainerDeprecated");
	HAS(&out, "1 warning found");
	cr_assert_eq(
		BUILD("--check", "--build-arg", "BUILDKIT_DOCKERFILE_CHECK=skip=all", place.path),
		0);
	cr_assert_eq(BUILD("--call=check,format=json", "--build-arg",
			     "BUILDKIT_DOCKERFILE_CHECK=error=true", place.path),
		1);
	HAS(&out, "{\"warnings\":[{\"ruleName\":\"MaintainerDeprecated\"");
	HAS(&out, "\"error\":{\"message\":\"lint violation found for rules: ");
	HAS(&err, "lint violation found");
}

Test(cli_call, warnings_before_a_mistake_are_told_with_it)
{
	place_file(&place, "Dockerfile", "FROM scratch AS B\nMAINTAINER x\nBAD\n");
	cr_assert_eq(BUILD("--check", place.path), 1);
	HAS(&out, "WARN: StageNameCasing");
	HAS(&out, "WARN: MaintainerDeprecated");
	cr_expect_not(strstr(buf_cstr(&out), "Check complete"));
	HAS(&err, "unknown instruction: BAD");
	cr_assert_eq(BUILD("--call=check,format=json", place.path), 1);
	HAS(&out, "\"error\":{\"message\":\"unknown instruction: BAD\","
		  "\"location\":{\"ranges\":[{\"start\":{\"line\":3},");
}

Test(cli_call, what_is_wrong)
{
	struct build_options o = {.call = "build"};

	cr_assert(!call_wanted(&o));
	cr_assert_eq(BUILD("--call=nosuch", place.path), 2);
	cr_assert_eq(BUILD("--call=outline,format=xml", place.path), 2);
	cr_assert_eq(BUILD("--call=outline"), 2);
	cr_assert_eq(BUILD("--call=outline", "--target=nosuch", place.path), 1);
}
