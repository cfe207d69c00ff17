#include "plan/csv.h"

#include <criterion/criterion.h>

#include "base/buf.h"

static void expect(const char *line, const char *fields)
{
	AUTO(strs_release) struct strs out = {0};
	AUTO(buf_release) struct buf got = {0};
	struct err e;

	cr_assert_eq(csv_read(str_of(line), &out, &e), 0, "%s: %s", line, e.text);
	for (size_t i = 0; i < out.n; i++)
		buf_fmt(&got, "(%.*s)", STR_FMT(out.p[i]));
	cr_expect_str_eq(buf_cstr(&got), fields, "%s", line);
}

Test(plan_csv, fields)
{
	expect("a", "(a)");
	expect("a,b=c", "(a)(b=c)");
	expect(",", "()()");
	expect("a,", "(a)()");
	expect("\"a,b\",c", "(a,b)(c)");
	expect("\"a\"\"b\"", "(a\"b)");
	expect("\"\",x", "()(x)");
	expect(" a , b ", "( a )( b )");
}

Test(plan_csv, what_is_none)
{
	static const char *const lines[] = {
		"", "\n", "a\"b", "\"a", "\"a\"b", "x,\"a\"b,c", "\"a\"\""};
	struct err e;

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		AUTO(strs_release) struct strs out = {0};

		cr_expect_eq(csv_read(str_of(lines[i]), &out, &e), -1, "%s", lines[i]);
		cr_expect_eq(e.kind, ERR_SYNTAX);
	}
}
