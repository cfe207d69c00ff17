#include "build/findings.h"

#include "base/map.h"
#include "checked.h"

static void want(const char *dockerfile, const char *ignore, const char *rules)
{
	AUTO(checked_release) struct checked c = {0};
	struct check_request r = checked_request(dockerfile, ignore);
	struct err e = {0};
	char found[1024];

	cr_assert_eq(check_read(&r, &c, &e), 0, "%s", e.text);
	checked_rules(&c, found);
	cr_assert_str_eq(found, rules, "of %s", dockerfile);
}

Test(build_findings, the_order_is_that_of_the_lines)
{
	want("FROM --platform=linux/amd64 scratch AS A\nWORKDIR a\nMAINTAINER x\nWORKDIR $Y\n", "",
		"1:StageNameCasing 1:FromPlatformFlagConstDisallowed 2:WorkdirRelativePath "
		"3:MaintainerDeprecated 4:UndefinedVar ");
}

Test(build_findings, sources_that_the_ignore_file_hides)
{
	want("FROM scratch\nCOPY a /\n", "a\n", "2:CopyIgnoredFile ");
	want("FROM scratch\nADD ./x/../a /\n", "a\n", "2:CopyIgnoredFile ");
	want("FROM scratch\nCOPY /d/a ../b /\n", "d\n", "2:CopyIgnoredFile ");
	want("FROM scratch\nCOPY . /\n", "*\n", "2:CopyIgnoredFile ");
	want("FROM scratch\nCOPY / /\n", "**\n", "2:CopyIgnoredFile ");
	want("FROM scratch\nCOPY . /\n", ".*\n", "");
	want("FROM scratch\nCOPY a b /\n", "a*\n!a\n", "");
	want("FROM scratch\nADD https://example.com/a /\n", "**/a\n", "");
	want("FROM scratch AS x\nFROM scratch\nCOPY --from=x a /\n", "a\n", "");
	want("FROM scratch\n# check=skip=CopyIgnoredFile\nCOPY a /\n", "a\n", "");
}

Test(build_findings, instructions_of_a_stage_that_is_left_out_are_not_looked_at)
{
	static const char text[] = "ARG API_KEY\nFROM scratch AS A\nENV a b\nEXPOSE 1/UDP\nCMD x\n"
				   "MAINTAINER me\nFROM scratch AS other\nENV c d\n";
	AUTO(checked_release) struct checked c = {0};
	struct check_request r = checked_request(text, "");
	struct err e = {0};
	char found[1024];

	want(text, "",
		"1:SecretsUsedInArgOrEnv 2:StageNameCasing 3:LegacyKeyValueFormat "
		"4:ExposeProtoCasing 5:JSONArgsRecommended 6:MaintainerDeprecated "
		"8:LegacyKeyValueFormat ");
	r.target = "other";
	cr_assert_eq(check_read(&r, &c, &e), 0, "%s", e.text);
	checked_rules(&c, found);
	cr_expect_str_eq(found, "1:SecretsUsedInArgOrEnv 2:StageNameCasing "
				"6:MaintainerDeprecated 8:LegacyKeyValueFormat ");
}

Test(build_findings, a_source_of_which_something_returns_is_not_hidden)
{
	static const char one[] = "FROM scratch\nCOPY s/a.txt /\n";

	want(one, "s\n!s/b.txt\n", "2:CopyIgnoredFile ");
	want(one, "s\n!other/x\n", "2:CopyIgnoredFile ");
	want(one, "!s/a.txt\ns\n", "2:CopyIgnoredFile ");
	want(one, "s\n!s/a.txt\n", "");
	want(one, "s\n!other/*.txt\n", "2:CopyIgnoredFile ");
	want(one, "**\n!s\n", "");
	want("FROM scratch\nCOPY s /s\n", "!s/keep\ns\n", "2:CopyIgnoredFile ");
	want("FROM scratch\nCOPY s /s\n", "!s/keep\ns\n!s/keep\n", "");
	want("FROM scratch\nCOPY s /s\n", "s\n!s/n/keep\n", "");
	want("FROM scratch\nCOPY s /s\n", "s\n!s/*.txt\n", "");
	want("FROM scratch\nCOPY s /s\n", "s\n!*/keep\n", "");
	want("FROM scratch\nCOPY */keep /s/\n", "s\n!s/keep\n", "");
	want("FROM scratch\nCOPY . /s\n", "!s/keep\n*\n", "2:CopyIgnoredFile ");
	want("FROM scratch\nCOPY s /s\n", "s\n!s/a.txt\n", "");
	want("FROM scratch\nCOPY . /s\n", "*\n!s/a.txt\n", "");
	want("FROM scratch\nCOPY s/*.txt /\n", "s\n!s/a.txt\n", "");
	want("FROM scratch\nCOPY s/*.txt /\n", "s\n!t/a.txt\n", "2:CopyIgnoredFile ");
	want("FROM scratch\nCOPY s.t /s\n", "s.t\n!s\\.t/keep\n", "");
	want("FROM scratch\nCOPY s /s\n", "s\n!**/keep\n", "");
}

Test(build_findings, the_build_argument_replaces_the_directive)
{
	AUTO(map_release) struct map args = {0};
	AUTO(checked_release) struct checked c = {0};
	struct check_request r = checked_request(
		"# check=skip=all;error=true\nFROM scratch\nMAINTAINER x\nWORKDIR a\n", "");
	struct err e = {0};
	char found[1024];

	map_set(&args, STR("BUILDKIT_DOCKERFILE_CHECK"), STR("skip=WorkdirRelativePath"));
	r.build_args = &args;
	cr_assert_eq(check_read(&r, &c, &e), 0, "%s", e.text);
	checked_rules(&c, found);
	cr_assert_str_eq(found, "3:MaintainerDeprecated ");
	cr_assert(!c.lint.error);
	map_set(&args, STR("BUILDKIT_DOCKERFILE_CHECK"), STR("foo"));
	checked_release(&c);
	c = (struct checked){0};
	cr_assert_eq(check_read(&r, &c, &e), -1);
	cr_assert(strstr(e.during, "BUILDKIT_DOCKERFILE_CHECK"));
}

Test(build_findings, each_rule_is_named_once)
{
	AUTO(checked_release) struct checked c = {0};
	struct check_request r =
		checked_request("FROM scratch\nWORKDIR a\nMAINTAINER x\nMAINTAINER y\n", "");
	struct findings none = {0};
	struct err e = {0};

	cr_assert_eq(check_read(&r, &c, &e), 0, "%s", e.text);
	cr_assert_eq(findings_refuse(&none, true, "Dockerfile", &e), 0);
	cr_assert_eq(findings_refuse(&c.findings, false, "Dockerfile", &e), -1);
	cr_assert_str_eq(e.text,
		"lint violation found for rules: WorkdirRelativePath, MaintainerDeprecated");
	cr_assert_eq(e.span.line, 2);
}

Test(build_findings, error_true_asks_for_the_rules_of_docker_alone)
{
	AUTO(checked_release) struct checked c = {0};
	struct check_request r = checked_request("FROM scratch\nENV A=1\nARG A=2\n", "");
	struct err e = {0};

	cr_assert_eq(check_read(&r, &c, &e), 0, "%s", e.text);
	cr_assert_eq(findings_refuse(&c.findings, false, "Dockerfile", &e), 0);
	cr_assert_eq(findings_refuse(&c.findings, true, "Dockerfile", &e), -1);
	cr_assert_str_eq(e.text, "lint violation found for rules: ArgHidesEnv");
	cr_assert_eq(e.span.line, 3);
}

/* n sources that nothing hides, then one that is. */
static void want_behind(size_t n, const char *rules)
{
	AUTO(buf_release) struct buf text = {0};

	buf_cstr_add(&text, "FROM scratch\nCOPY");
	for (size_t i = 0; i < n; i++)
		buf_cstr_add(&text, " b");
	buf_cstr_add(&text, " a /\n");
	want(buf_cstr(&text), "a\n", rules);
}

Test(build_findings, the_number_of_sources_is_bounded)
{
	want_behind(9999, "2:CopyIgnoredFile ");
	want_behind(10000, "");
}
