#include "base/err.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

Test(err, making_it_is_the_failing_return)
{
	struct err e;

	memset(&e, 'x', sizeof e);
	cr_assert_eq(err_set(&e, ERR_INVALID, "bad `%s`", "thing"), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	cr_assert_str_eq(e.text, "bad `thing`");
	cr_assert_eq(e.stage, -1);
	cr_assert_eq(e.step, -1);
	cr_assert_eq(e.span.line, 0);
	cr_assert_str_empty(e.during);
	cr_assert_str_empty(e.hint);
	cr_assert_str_empty(e.id);
}

Test(err, a_system_error_keeps_errno_and_its_reason)
{
	struct err e;

	errno = ENOENT;
	cr_assert_eq(err_sys(&e, "cannot open `%s`", "f"), -1);
	cr_assert_eq(errno, ENOENT);
	cr_assert_eq(e.kind, ERR_SYS);
	cr_assert_eq(e.sys_errno, ENOENT);
	cr_assert_str_eq(e.text, "cannot open `f`: No such file or directory");
}

Test(err, the_reason_survives_the_longest_name)
{
	struct err e;
	char name[4096];

	memset(name, 'a', sizeof name);
	name[sizeof name - 1] = '\0';
	errno = ENAMETOOLONG;
	err_sys(&e, "cannot open `%s`", name);
	cr_assert_lt(strlen(e.text), sizeof e.text);
	cr_assert(strstr(e.text, "aaa...: File name too long"), "%s", e.text);
}

Test(err, an_id_names_the_rule)
{
	struct err e;

	cr_assert_eq(err_id(&e, ERR_POLICY, "NR-03", "no"), -1);
	cr_assert_str_eq(e.id, "NR-03");
	cr_assert_eq(err_id(&e, ERR_POLICY, e.id, "again: %s", e.text), -1);
	cr_assert_str_eq(e.id, "NR-03");
	cr_assert_str_eq(e.text, "again: no");
}

Test(err, an_error_may_be_made_from_itself)
{
	struct err e;

	err_set(&e, ERR_INVALID, "inner");
	err_set(&e, ERR_LIMIT, "outer: %s", e.text);
	cr_assert_str_eq(e.text, "outer: inner");
}

Test(err, the_first_during_hint_and_position_win)
{
	struct err e;

	err_set(&e, ERR_INVALID, "x");
	cr_assert_eq(err_during(&e, "first %d", 1), -1);
	cr_assert_eq(err_during(&e, "second"), -1);
	cr_assert_eq(err_hint(&e, "do %s", "this"), -1);
	cr_assert_eq(err_hint(&e, "or that"), -1);
	cr_assert_eq(err_at(&e, "Dockerfile", (struct span){3, 1, 3, 4}), -1);
	cr_assert_eq(err_at(&e, "other", (struct span){9, 9, 9, 9}), -1);
	cr_assert_str_eq(e.during, "first 1");
	cr_assert_str_eq(e.hint, "do this");
	cr_assert_str_eq(e.file, "Dockerfile");
	cr_assert_eq(e.span.line, 3);
}

static void shows(const char *raw, const char *expect)
{
	struct err e;

	err_set(&e, ERR_INVALID, "%s", raw);
	cr_assert_str_eq(e.text, expect, "%s", e.text);
}

Test(err, nothing_reaches_a_terminal_that_could_drive_it)
{
	shows("a\033[2Jb", "a\\x1b[2Jb");
	shows("bell\a del\x7f", "bell\\x07 del\\x7f");
	shows("tab\tstays", "tab\tstays");
	shows("two\nlines", "two\\x0alines");
	shows("caf\303\251", "caf\303\251");
	shows("C1 \302\2331m", "C1 \\xc2\\x9b1m");
	shows("lone C1 \2331m", "lone C1 \\x9b1m");
	shows("not utf-8 \377\300\200", "not utf-8 \\xff\\xc0\\x80");
	shows("cut \303", "cut \\xc3");
	shows("bidi \342\200\256txt", "bidi \\xe2\\x80\\xaetxt");
}

Test(err, only_a_hint_has_several_lines)
{
	struct err e;

	err_set(&e, ERR_INVALID, "x");
	err_hint(&e, "one\ntwo");
	err_during(&e, "one\ntwo");
	err_at(&e, "a\nb", (struct span){1, 1, 1, 1});
	cr_assert_str_eq(e.hint, "one\ntwo");
	cr_assert_str_eq(e.during, "one\\x0atwo");
	cr_assert_str_eq(e.file, "a\\x0ab");
}

/* Every length around the end of the field, with text of one, two and four (spelled out) bytes. */
Test(err, what_does_not_fit_is_cut_at_a_character_and_marked)
{
	static const char *const units[] = {"a", "\303\251", "\033"};
	struct err e;

	for (size_t u = 0; u < 3; u++) {
		size_t shown = u == 2 ? 4 : strlen(units[u]);

		for (size_t n = 200; n < 1030; n++) {
			char raw[4096] = "";

			for (size_t i = 0; i < n; i++)
				memcpy(raw + i * strlen(units[u]), units[u], strlen(units[u]) + 1);
			err_set(&e, ERR_INVALID, "%s", raw);
			size_t got = strlen(e.text);

			if (n * shown < sizeof e.text) {
				cr_assert_eq(got, n * shown);
				continue;
			}
			cr_assert_lt(got, sizeof e.text);
			cr_assert_gt(got, sizeof e.text - 8);
			cr_assert_str_eq(e.text + got - 3, "...");
			cr_assert_eq((got - 3) % shown, 0);
		}
	}
}
