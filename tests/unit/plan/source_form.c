/* What ADD takes a source for. */
#include <criterion/criterion.h>

#include "plan/source_form.h"

Test(plan_source_form, by_the_text_alone)
{
	static const struct {
		const char *text;
		enum source_form form;
	} cases[] = {
		{"a", SOURCE_PATH},
		{"./a:b", SOURCE_PATH},
		{"github.com/o/r", SOURCE_PATH},
		{"a@b", SOURCE_PATH},
		{"dir/a@b:c", SOURCE_PATH},
		{"@b:c", SOURCE_PATH},
		{"ftp://h/f", SOURCE_PATH},
		{"http://h/f.tar.gz", SOURCE_URL},
		{"https://h/", SOURCE_URL},
		{"https://h/f?x=a.git", SOURCE_URL},
		{"https://h/o/r.git", SOURCE_GIT},
		{"https://h/o/r.git#v1:sub", SOURCE_GIT},
		{"https://h/o/r.git?ref=v1", SOURCE_GIT},
		{"git@h:o/r", SOURCE_GIT},
		{"ssh://git@h/o/r", SOURCE_GIT},
		{"git://h/o/r", SOURCE_GIT},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		cr_expect_eq(
			source_form(str_of(cases[i].text)), cases[i].form, "%s", cases[i].text);
}
