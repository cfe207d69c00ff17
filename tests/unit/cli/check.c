#include <sys/stat.h>

#include "capture.h"
#include "cli/command.h"

static struct place place;
static struct buf out, err;

static void begin(void)
{
	place_open(&place);
}

static void end(void)
{
	buf_release(&out);
	buf_release(&err);
	place_close(&place);
}

TestSuite(cli_check, .init = begin, .fini = end);

#define CHECK(...) command_text(&command_check, WORDS(__VA_ARGS__), &out, &err)

Test(cli_check, a_warning_fails_only_when_asked)
{
	place_file(&place, "Dockerfile", "FROM scratch\nWORKDIR a\n");
	cr_assert_eq(CHECK(place.path), 0);
	HAS(&out, "WARN: WorkdirRelativePath");
	cr_assert_eq(CHECK("--strict", place.path), 1);
	HAS(&err, "lint violation found for rules: WorkdirRelativePath");
	cr_assert_eq(CHECK("--build-arg", "BUILDKIT_DOCKERFILE_CHECK=error=true", place.path), 1);
}

Test(cli_check, formats)
{
	place_file(&place, "Dockerfile", "FROM scratch\n");
	cr_assert_eq(CHECK("--json", "--strict", place.path), 0);
	cr_assert_str_eq(buf_cstr(&out), "[]\n");
	cr_assert_eq(CHECK("--sarif", place.path), 0);
	HAS(&out, "\"results\":[]");
	cr_assert_eq(CHECK("--sarif", "--json", place.path), 2);
	cr_assert_eq(CHECK(NULL), 2);
	HAS(&err, "takes one context: a directory, `-` or a URL");
}

Test(cli_check, mistakes_and_missing_files)
{
	cr_assert_eq(CHECK(place.path), 1);
	HAS(&err, "there is no Dockerfile");
	place_file(&place, "Dockerfile", "FROM scratch\nUSRE 1\n");
	cr_assert_eq(CHECK(place.path), 1);
	HAS(&err, "Dockerfile:2: unknown-instruction");
	place_file(&place, "Dockerfile", "FROM scratch\n");
	cr_assert_eq(CHECK("--target", "nosuch", place.path), 1);
	HAS(&err, "could not be found");
}
