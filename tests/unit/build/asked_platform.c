#include "build/asked_platform.h"

#include <criterion/criterion.h>
#include <string.h>

Test(build_asked_platform, any_one_in_any_spelling)
{
	static const char *const texts[] = {
		NULL, "linux/amd64", "linux/x86_64", "arm64", "linux/arm/v7", "darwin/ppc64le"};
	struct err e;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		cr_expect_eq(asked_platform(texts[i], &e), 0, "%s: %s", texts[i], e.text);
}

Test(build_asked_platform, several_and_none)
{
	struct err e = {0};

	cr_assert_eq(asked_platform("linux/amd64,linux/arm64", &e), -1);
	cr_expect_eq(e.kind, ERR_UNSUPPORTED);
	cr_expect(strstr(e.text, "linux/amd64,linux/arm64") && strstr(e.hint, "once for each"));
	err_clear(&e);
	cr_assert_eq(asked_platform("a/b/c/d/e", &e), -1);
	cr_expect_eq(e.kind, ERR_USAGE);
	cr_expect(strstr(e.during, "a/b/c/d/e"), "%s", e.during);
}
