#include "exec/chmod.h"

#include <criterion/criterion.h>
#include <string.h>

static mode_t applied(const char *text, mode_t mode, bool directory)
{
	struct chmod c;
	struct err e = {0};
	cr_assert_eq(chmod_parse(str_of(text), &c, &e), 0, "%s: %s", text, e.text);
	return chmod_apply(&c, mode, directory);
}

struct row {
	const char *text;
	mode_t f, x, s; /* of a file 0640, a file 0750 and a directory 0700 */
};

/* As BuildKit answers --chmod on f 0640, x 0750, s/ 0700 */
Test(chmod, as_seen)
{
	static const struct row rows[] = {
		{"u=rwX,go=rX", 0644, 0755, 0755},
		{"+x", 0751, 0751, 0711},
		{"g=u", 0660, 0770, 0770},
		{"o+t", 0640, 0750, 0700},
		{"+X", 0640, 0751, 0711},
		{"=r", 0444, 0444, 0444},
		{"u+s", 04640, 04750, 04700},
		{"4755", 04755, 04755, 04755},
		{"0", 0, 0, 0},
		{"07777", 07777, 07777, 07777},
		{"u-w+x", 0540, 0550, 0500},
		{"a+t", 01640, 01750, 01700},
		{"u=,g=o", 0000, 0000, 0000},
		{"go-rwx", 0600, 0700, 0700},
		{"u=g", 0440, 0550, 0000},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		cr_expect_eq(applied(r->text, 0640, false), r->f, "%s on f: %o", r->text,
			applied(r->text, 0640, false));
		cr_expect_eq(applied(r->text, 0750, false), r->x, "%s on x: %o", r->text,
			applied(r->text, 0750, false));
		cr_expect_eq(applied(r->text, 0700, true), r->s, "%s on s: %o", r->text,
			applied(r->text, 0700, true));
	}
}

Test(chmod, x_looks_at_the_mode_that_came_in)
{
	cr_expect_eq(applied("u+x,g+X", 0644, false), 0744);
}

Test(chmod, equals_clears_set_id)
{
	cr_expect_eq(applied("u=rwx", 04755, false), 0755);
	cr_expect_eq(applied("g=rx", 06755, false), 04755);
}

Test(chmod, refused)
{
	static const char *const texts[] = {"", "64a", "8", "10000", "99999", "999999999999999999",
		"X", " ", "u", "u+q", "+x,", ",+x", "u+x ", "-1x2", "+xu", "u=gr", "z+x"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct chmod c;
		struct err e = {0};
		cr_expect_eq(chmod_parse(str_of(texts[i]), &c, &e), -1, "`%s` was taken", texts[i]);
		cr_expect_eq(e.kind, ERR_INVALID);
		cr_expect(strstr(e.text, "invalid chmod parameter: '"), "%s", e.text);
	}
}

Test(chmod, actions_are_limited)
{
	char text[2 * CHMOD_ACTIONS_MAX + 4] = "u";
	for (size_t i = 0; i <= CHMOD_ACTIONS_MAX; i++)
		strcat(text, "+");
	struct chmod c;
	struct err e = {0};
	cr_expect_eq(chmod_parse(str_of(text), &c, &e), -1);
	text[CHMOD_ACTIONS_MAX + 1] = '\0';
	cr_expect_eq(chmod_parse(str_of(text), &c, &e), 0);
}
