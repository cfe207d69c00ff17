/* peek - a repository's Dockerfile comes out of the namespace, and so does what went wrong. */
#include "cli/peek.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "../remote/git_served.h"

Test(peek, the_name_and_the_text, .timeout = 60)
{
	AUTO(git_served_release) struct git_served s = git_served_start();
	AUTO(inputs_release) struct inputs in = INPUTS_NONE;
	AUTO(inputs_release) struct inputs none = INPUTS_NONE;
	char url[128], store[128];
	struct err e = {0};

	snprintf(store, sizeof store, "%s/store", s.place.path);
	setenv("LICHEN_STORE", store, 1);
	snprintf(url, sizeof url, "%s/r.git#v1", s.url);
	if (peek_dockerfile(&(struct peek_place){"f", url, NULL}, &in, &e) < 0 &&
		e.kind == ERR_HOST)
		cr_skip_test("skipped: %s", e.text);
	cr_assert_str_eq(e.text, "");
	cr_expect_str_eq(in.dockerfile_name, "f");
	cr_expect(str_eq(buf_str(&in.dockerfile), STR("one\n")));
	cr_assert_eq(peek_dockerfile(&(struct peek_place){NULL, url, NULL}, &none, &e), -1);
	cr_expect_eq(e.kind, ERR_NOT_FOUND);
	cr_expect(strstr(e.text, "there is no Dockerfile"), "%s", e.text);
}
