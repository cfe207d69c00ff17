/* check_docker - fields, pages and places as docker has them. */
#include "cli/check_docker.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *report(const char *source, const char *rule, struct span span, struct buf *out)
{
	struct warning w = {.rule = rule, .text = (char *)"what", .span = span};
	struct findings found = {.p = &w, .n = 1};
	struct check_report r = {&found, "D", str_of(source), false};

	buf_clear(out);
	check_docker_json(&r, NULL, out);
	return buf_cstr(out);
}

Test(check_docker, fields)
{
	AUTO(buf_release) struct buf out = {0};
	const char *got = report("FROM a\n", "UndefinedVar", (struct span){2, 1, 3, 4}, &out);

	cr_expect(strstr(got, "{\"warnings\":[{\"ruleName\":\"UndefinedVar\",\"description\":\""),
		"%s", got);
	cr_expect(
		strstr(got, "\"detail\":\"what\",\"location\":{\"ranges\":[{\"start\":{\"line\":2},"
			    "\"end\":{\"line\":3}}]}}]"),
		"%s", got);
	cr_expect(strstr(got, "\"sources\":[{\"fileName\":\"D\",\"language\":\"Dockerfile\","
			      "\"data\":\"RlJPTSBhCg==\"}]}"),
		"%s", got);
}

Test(check_docker, base64_of_every_length)
{
	static const char *const rows[][2] = {
		{"", "\"\""}, {"a", "\"YQ==\""}, {"ab", "\"YWI=\""}, {"abc", "\"YWJj\""}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		AUTO(buf_release) struct buf out = {0};
		const char *got = report(rows[i][0], "UndefinedVar", (struct span){0}, &out);
		const char *data = strstr(got, "\"data\":");

		cr_assert(data && strncmp(data + 7, rows[i][1], strlen(rows[i][1])) == 0,
			"%s of `%s`", got, rows[i][0]);
	}
}

Test(check_docker, a_rule_that_docker_describes_has_its_page)
{
	static const char *const rows[][2] = {
		{"JSONArgsRecommended", "rule/json-args-recommended/\""},
		{"UndefinedArgInFrom", "rule/undefined-arg-in-from/\""},
		{"SecretsUsedInArgOrEnv", "rule/secrets-used-in-arg-or-env/\""},
		{"InvalidBaseImagePlatform", NULL},
		{"ArgLooksLikeComment", NULL},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		AUTO(buf_release) struct buf out = {0};
		const char *got = report("", rows[i][0], (struct span){0}, &out);

		if (rows[i][1])
			cr_expect(strstr(got, rows[i][1]), "%s", got);
		else
			cr_expect_not(strstr(got, "\"url\""), "%s", got);
	}
}

Test(check_docker, the_error_that_ended_the_reading)
{
	AUTO(buf_release) struct buf out = {0};
	struct findings none = {0};
	struct check_report r = {&none, "D", STR(""), true};
	struct err e = {.text = "no such thing", .span = {.line = 7}};

	check_docker_json(&r, &e, &out);
	cr_expect(strstr(buf_cstr(&out), "\"error\":{\"message\":\"no such thing\",\"location\":{"
					 "\"ranges\":[{\"start\":{\"line\":7}"),
		"%s", buf_cstr(&out));
}
