#include "build/reference.h"

#include <criterion/criterion.h>

Test(build_reference, names_become_full)
{
	static const struct {
		const char *typed, *full;
	} rows[] = {{"app", "docker.io/library/app:latest"}, {"me/app:2", "docker.io/me/app:2"},
		{"localhost/app", "localhost/app:latest"},
		{"127.0.0.1:5000/a/b:c", "127.0.0.1:5000/a/b:c"}};
	AUTO(strs_release) struct strs names = {0};
	struct err e;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_assert_eq(reference_add(&names, str_of(rows[i].typed), &e), 0, "%s", e.text);
		cr_assert(str_eq(names.p[i], str_of(rows[i].full)), "%s", names.p[i].p);
	}
}

Test(build_reference, no_name_and_a_digest_are_refused)
{
	AUTO(strs_release) struct strs names = {0};
	struct err e;

	cr_assert_eq(reference_add(&names, STR("Not A Name"), &e), -1);
	cr_assert(strstr(e.during, "Not A Name"));
	cr_assert_eq(e.kind, ERR_USAGE);
	cr_assert_eq(reference_add(&names,
			     STR("app@sha256:"
				 "0123456789abcdef0123456789abcdef"
				 "0123456789abcdef0123456789abcdef"),
			     &e),
		-1);
	cr_assert_eq(e.kind, ERR_USAGE);
	cr_assert_eq(names.n, 0);
}
