#include "checked.h"

static void want(const struct check_request *request, const char *rules)
{
	AUTO(checked_release) struct checked c = {0};
	struct err e = {0};
	char found[1024];

	cr_assert_eq(check_read(request, &c, &e), 0, "%s", e.text);
	checked_rules(&c, found);
	cr_assert_str_eq(found, rules);
}

Test(build_check, every_stage_is_read_without_a_target)
{
	struct check_request r =
		checked_request("FROM scratch AS a\nWORKDIR x\nFROM b/c\nWORKDIR y\n"
				"FROM scratch\n",
			"");

	want(&r, "2:WorkdirRelativePath 4:WorkdirRelativePath ");
	r.target = "a";
	want(&r, "2:WorkdirRelativePath ");
}

Test(build_check, a_base_that_nobody_knows_is_no_mistake)
{
	struct check_request r = checked_request("FROM nosuch/image\nUSER $OF_BASE\nCOPY $DIR /\n"
						 "RUN --security=insecure true\n",
		"");

	want(&r, "2:UndefinedVar 3:UndefinedVar ");
}

Test(build_check, mistakes_have_their_line)
{
	static const struct {
		const char *text;
		uint32_t line;
	} table[] = {{"FROM scratch\nUSRE 1\n", 2}, {"FROM scratch\nCOPY --from=7 a /\n", 2},
		{"FROM scratch\n\nEXPOSE x\n", 3}, {"FROM ${A?b}\n", 1}};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		AUTO(checked_release) struct checked c = {0};
		struct check_request r = checked_request(table[i].text, "");
		struct err e = {0};

		cr_assert_eq(check_read(&r, &c, &e), -1, "%s", table[i].text);
		cr_assert_eq(e.span.line, table[i].line, "%s: %u", table[i].text, e.span.line);
		cr_assert_str_eq(e.file, "Dockerfile");
	}
}

Test(build_check, an_ignore_file_that_is_wrong)
{
	AUTO(checked_release) struct checked c = {0};
	struct check_request r = checked_request("FROM scratch\n", "a\n!\n");
	struct err e = {0};

	cr_assert_eq(check_read(&r, &c, &e), -1);
	cr_assert(strstr(e.text, "exclusion pattern"));
}
