#include "exec/wildcard.h"

#include <criterion/criterion.h>

#include "copytest.h"

Test(wildcard, wildcards)
{
	static const struct copytest_row rows[] = {
		{"? /x/", NULL, "x/ x/f1=e/f1 x/g/ x/g/deep=d/g/deep"},
		{"no* /d/", NULL, ""},
		{"no* /d", NULL, ""},
		{"a1 no* /", NULL, "a1=a1"},
		{"* /x/", NULL, "x/ x/.dot=.dot x/a1=a1 x/f1=e/f1 x/g/ x/g/deep=d/g/deep"},
		{"*/f1 /x/", NULL, "x/ x/f1=e/f1"},
		{"d/*/deep /x", NULL, "x=d/g/deep"},
		{"**/deep /x", NULL, ""},
		{"*/**/deep /x", NULL, "x=d/g/deep"},
		{"** /x/", NULL, "x/ x/.dot=.dot x/a1=a1 x/f1=e/f1 x/g/ x/g/deep=d/g/deep"},
		{"[a /x/", NULL, "error: syntax error in pattern: [a"},
	};

	COPYTEST_ROWS("d/f1 e/f1 d/g/deep a1 .dot", rows);
}

Test(wildcard, wildcard_classes)
{
	static const struct copytest_row rows[] = {
		{"[ab] /x/", NULL, "x/ x/a=a x/b=b"},
		{"[!a] /x/", NULL, "x/ x/a=a"},
		{"[^a] /x/", NULL, "x/ x/b=b x/c=c"},
		{"arr[[]0].txt /x/", NULL, "x/ x/arr[0].txt=arr[0].txt"},
		{"arr[0].txt /x/", NULL, "x/ x/arr0.txt=arr0.txt"},
		{"n[*]m /x/", NULL, "x/ x/n*m=n*m"},
		{"n*m /x/", NULL, "x/ x/n*m=n*m x/nxm=nxm"},
		{"n\\*m /x/", NULL, "error: \"/n\\*m\": not found"},
		{"n\\*m* /x/", NULL, "x/ x/n*m=n*m"},
	};

	COPYTEST_ROWS("a b c arr[0].txt arr0.txt n*m nxm", rows);
}

Test(wildcard, in)
{
	cr_expect(wildcard_in(STR("a/*")));
	cr_expect(wildcard_in(STR("a?")));
	cr_expect(wildcard_in(STR("[a]")));
	cr_expect(wildcard_in(STR("\\\\*")));
	cr_expect_not(wildcard_in(STR("a\\*b")));
	cr_expect_not(wildcard_in(STR("plain/]")));
	cr_expect_not(wildcard_in(STR("end\\")));
}

Test(wildcard, may_hold)
{
	static const struct {
		const char *pattern, *dir;
		bool may;
	} rows[] = {
		{"a/b/c", "a", true},
		{"a/b/c", "a/b", true},
		{"a/b/c", "a/b/c", false},
		{"a/b/c", "b", false},
		{"*/x", "any", true},
		{"*/x", "any/x", false},
		{"a/**/x", "a/b/c/d", true},
		{"a/**/x", "b", false},
		{"**", "a/b", true},
		{"s**", "s/t", true},
		{"[", "a", false},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(wildcard_may_hold(str_of(rows[i].pattern), str_of(rows[i].dir)),
			rows[i].may, "%s in %s", rows[i].pattern, rows[i].dir);
}

/* What comes before the first wildcard may be a link, what comes after is not followed. */
Test(wildcard, links)
{
	static const struct copytest_row rows[] = {
		{"ld/*1 /x", NULL, "x=d/f1"},
		{"l*/f1 /x", NULL, ""},
		{"d/*/g /x", NULL, "x=d/s/g"},
		{"no/* /x", NULL, ""},
		{"d/f1/* /x", NULL, ""},
	};

	COPYTEST_ROWS("d/f1 d/s/g d/ls>s ld>d", rows);
}
