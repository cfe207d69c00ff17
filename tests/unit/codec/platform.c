#include "codec/platform.h"

#include <criterion/criterion.h>

Test(platform, one_spelling_for_equal_platforms)
{
	static const char *const cases[][2] = {
		{"linux/amd64", "linux/amd64"},
		{"x86_64", "linux/amd64"},
		{"linux/amd64/v1", "linux/amd64"},
		{"linux/amd64/v3", "linux/amd64/v3"},
		{"Linux/AArch64", "linux/arm64"},
		{"linux/arm64/v8", "linux/arm64"},
		{"arm", "linux/arm/v7"},
		{"linux/arm/6", "linux/arm/v6"},
		{"armel", "linux/arm/v6"},
		{"darwin/ppc64le", "darwin/ppc64le"},
		{"windows(10.0.17763)/amd64", "windows(10.0.17763)/amd64"},
	};
	AUTO(arena_release) struct arena arena = {0};
	struct platform p;
	struct err e;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cr_assert_eq(platform_parse(str_of(cases[i][0]), &arena, &p, &e), 0, "%s", e.text);
		cr_expect(str_eq(platform_text(&p, &arena), str_of(cases[i][1])), "%s is %.*s",
			cases[i][0], STR_FMT(platform_text(&p, &arena)));
	}
}

Test(platform, what_is_none)
{
	static const char *const cases[] = {"", "/", "linux/", "/amd64", "linux/amd64/", "a/b/c/d",
		"nosuch", "linux(1/amd64", "linux(1)x/amd64", "linux/a b"};
	AUTO(arena_release) struct arena arena = {0};
	struct platform p;
	struct err e;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cr_expect_eq(platform_parse(str_of(cases[i]), &arena, &p, &e), -1, "%s", cases[i]);
		cr_expect_eq(e.kind, ERR_INVALID);
	}
}

Test(platform, the_machine_has_one_that_parses_to_itself)
{
	AUTO(arena_release) struct arena arena = {0};
	struct platform own = platform_own(), p;
	struct str text = platform_text(&own, &arena);
	struct err e;

	cr_assert_eq(platform_parse(text, &arena, &p, &e), 0);
	cr_expect(str_eq(platform_text(&p, &arena), text));
}

Test(platform, equal_is_what_folds_to_the_same)
{
	struct platform a = {STR("linux"), STR(""), STR("aarch64"), STR("v8")};
	struct platform b = {STR("linux"), STR("1"), STR("arm64"), STR("")};

	cr_assert(!platform_eq(&a, &b));
	platform_fold(&a);
	platform_fold(&b);
	cr_assert(platform_eq(&a, &b));
	b.variant = STR("v9");
	cr_assert(!platform_eq(&a, &b));
}
