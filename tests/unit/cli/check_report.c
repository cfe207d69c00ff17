#include "cli/check_report.h"

#include "capture.h"

static struct warning warnings[] = {
	{"WorkdirRelativePath", (char *)"text \"a\"", {2, 1, 2, 9}},
	{"UndefinedVar", (char *)"more", {3, 0, 0, 0}},
};
static const char source[] = "FROM scratch\nWORKDIR \xc3\xa9\nRUN x\n";

static struct check_report report(const struct findings *found)
{
	return (struct check_report){found, "a b/Dockerfile", str_of(source)};
}

Test(cli_check_report, text_of_nothing_and_of_two)
{
	AUTO(buf_release) struct buf out = {0};
	struct findings found = {0};
	struct check_report r = report(&found);
	struct capture c = capture_begin(stdout);

	check_report_text(&r, stdout);
	found = (struct findings){warnings, 2, 2};
	check_report_text(&r, stdout);
	capture_end(&c, &out);
	HAS(&out, "Check complete, no warnings found.\n");
	HAS(&out, "WARN: WorkdirRelativePath: text \"a\" (line 2)\na b/Dockerfile:2\n");
	HAS(&out, "Check complete, 2 warnings found.\n");
}

Test(cli_check_report, json_has_every_member)
{
	AUTO(buf_release) struct buf out = {0};
	struct findings found = {warnings, 2, 2};
	struct check_report r = report(&found);

	check_report_json(&r, &out);
	HAS(&out, "[{\"rule\":\"WorkdirRelativePath\",\"description\":\"A relative directory ");
	HAS(&out, "\"file\":\"a b/Dockerfile\",\"line\":2,\"endLine\":2,\"column\":1,"
		  "\"text\":\"text \\\"a\\\"\"}");
	HAS(&out, "\"line\":3,\"endLine\":3,\"column\":0,\"text\":\"more\"}]\n");
}

Test(cli_check_report, sarif_counts_characters_and_escapes_names)
{
	AUTO(buf_release) struct buf out = {0};
	struct findings found = {warnings, 2, 2};
	struct check_report r = report(&found);

	warnings[0].span = (struct span){2, 9, 2, 10};
	check_report_sarif(&r, &out);
	HAS(&out, "\"version\":\"2.1.0\"");
	HAS(&out, "{\"uri\":\"a%20b/Dockerfile\"}");
	HAS(&out, "\"region\":{\"startLine\":2,\"startColumn\":9,\"endLine\":2,\"endColumn\":10}");
	HAS(&out, "\"region\":{\"startLine\":3}");
}
