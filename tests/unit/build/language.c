#include "build/language.h"

#include <criterion/criterion.h>
#include <string.h>

static const char foreign[] = "# syntax=example.org/other\nFROM scratch\n";

/* What BUILDKIT_SYNTAX=asked makes of the text; asked NULL: without it. */
static int reads(const char *text, const char *asked, struct err *e)
{
	AUTO(map_release) struct map args = {0};
	AUTO(source_release) struct source source = {0};
	AUTO(dockerfile_release) struct dockerfile file = {0};
	AUTO(lint_options_release) struct lint_options lint = {0};

	if (asked)
		map_set(&args, STR("BUILDKIT_SYNTAX"), str_of(asked));
	*e = (struct err){0};
	return language_read(
		(struct language_text){"Dockerfile", str_of(text), asked ? &args : NULL}, &source,
		&file, &lint, e);
}

Test(build_language, the_argument_goes_before_the_directive)
{
	struct err e;

	cr_expect_eq(reads("FROM scratch\n", NULL, &e), 0, "%s", e.text);
	cr_expect_eq(reads(foreign, NULL, &e), -1);
	cr_expect_eq(e.span.line, 1);
	cr_expect_eq(reads(foreign, "docker/dockerfile:1 --opt", &e), 0, "%s", e.text);
	cr_expect_eq(reads("FROM scratch\n", "example.org/other x", &e), -1);
	cr_expect_eq(e.kind, ERR_UNSUPPORTED);
	cr_expect(strstr(e.text, "`example.org/other`"), "%s", e.text);
	cr_expect(strstr(e.during, "BUILDKIT_SYNTAX"), "%s", e.during);
}

Test(build_language, an_empty_argument_is_none)
{
	struct err e;

	cr_expect_eq(reads("FROM scratch\n", "", &e), 0, "%s", e.text);
	cr_expect_eq(reads(foreign, "", &e), -1);
}

Test(build_language, the_text_is_still_checked)
{
	struct err e;

	cr_expect_eq(reads("FROM scratch\nUSRE 1\n", "docker/dockerfile:1", &e), -1);
	cr_expect_eq(e.span.line, 2);
}
