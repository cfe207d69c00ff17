#include "image/spelling.h"

#include <criterion/criterion.h>
#include <string.h>

#include "exec/user.h"

struct row {
	struct str text;
	const char *id; /* NULL: accepted */
};

Test(image_spelling, refuses_what_runtimes_read_differently)
{
	const struct row rows[] = {
		{STR("00"), "NR-03"},
		{STR("+0"), "NR-03"},
		{STR("-0"), "NR-03"},
		{STR("-1"), "NR-03"},
		{STR("+1000"), "NR-03"},
		{STR("01000"), "NR-03"},
		{STR("0x0"), "NR-03"},
		{STR("0X3e8"), "NR-03"},
		{STR(" 0"), "NR-03"},
		{STR("app "), "NR-03"},
		{STR("app\r"), "NR-03"},
		{STR("app\0"), "NR-03"},
		{STR("app\nLABEL x=y"), "NR-03"},
		{STR("r\xd0\xbe\xd0\xbet"), "NR-03"},
		{STR("2147483648"), "NR-03"},
		{STR("4294967295"), "NR-03"},
		{STR("4294967296"), "NR-03"},
		{STR("18446744073709551616"), "NR-03"},
		{STR("100000000000000000000000000000"), "NR-03"},
		{STR("1000:00"), "NR-03"},
		{STR("1000:-1"), "NR-03"},
		{STR("1000:2147483648"), "NR-03"},
		{STR("1000:1000:1000"), "NR-03"},
		{STR(":1000"), "NR-02"},
		{STR(":0"), "NR-02"},
		{STR(":"), "NR-02"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct spelling s;
		struct err e;

		err_clear(&e);
		cr_expect_eq(
			spelling_read(rows[i].text, &s, &e), -1, "`%s` passed", rows[i].text.p);
		cr_expect_eq(e.kind, ERR_POLICY);
		cr_expect_str_eq(e.id, rows[i].id, "`%s`: %s", rows[i].text.p, e.id);
		cr_expect(e.hint[0], "`%s` has no hint", rows[i].text.p);
	}
}

Test(image_spelling, quotes_the_kubelet_for_a_number_out_of_range)
{
	struct spelling s;
	struct err e;

	cr_assert_eq(spelling_read(STR("2147483648"), &s, &e), -1);
	cr_expect(strstr(e.text, "invalid user id (2147483648). (Must be 1-(2147483647))"));
}

Test(image_spelling, takes_numbers_apart)
{
	struct spelling s;
	struct err e;

	cr_assert_eq(spelling_read(STR("2147483647:0"), &s, &e), 0);
	cr_expect(s.numeric && s.group_given);
	cr_expect_eq(s.uid, USER_ID_MAX);
	cr_expect(str_eq(s.group, STR("0")));
	cr_expect(!spelling_is_root(&s));
}

Test(image_spelling, names_may_look_odd_but_plain)
{
	const struct str names[] = {STR("app"), STR("_apt"), STR("www-data"), STR("3proxy"),
		STR("a.b"), STR("machine$"), STR("app:docker"), STR("app:")};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct spelling s;
		struct err e;

		cr_expect_eq(spelling_read(names[i], &s, &e), 0, "`%s`", names[i].p);
		cr_expect(!s.numeric && !spelling_is_root(&s));
	}
}

Test(image_spelling, root_is_certain_in_each_accepted_form)
{
	const struct str roots[] = {STR("root"), STR("root:"), STR("root:root"), STR("root:app"),
		STR("0"), STR("0:0"), STR("0:app")};

	for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
		struct spelling s;
		struct err e;

		cr_expect_eq(spelling_read(roots[i], &s, &e), 0, "`%s`", roots[i].p);
		cr_expect(spelling_is_root(&s), "`%s`", roots[i].p);
	}
}
