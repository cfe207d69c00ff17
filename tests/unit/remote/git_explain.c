/* git_explain - git's verdict in one line, with a cure where there is one. */
#include "remote/git_explain.h"

#include <criterion/criterion.h>
#include <string.h>

Test(git_explain, in_one_line)
{
	struct err e = {0};

	cr_expect_eq(git_explain(STR("hint: a\nfatal: first\nfatal: b\nc\n"), 128, &e), -1);
	cr_expect_str_eq(e.text, "git: fatal: first; fatal: b; c");
	cr_expect_eq(e.hint[0], '\0');
	err_clear(&e);
	cr_expect_eq(git_explain(STR(""), 3, &e), -1);
	cr_expect(strstr(e.text, "status 3"));
}

Test(git_explain, much_is_told_from_the_verdict_on)
{
	char text[2000];
	struct err e = {0};

	memset(text, 'x', sizeof text);
	memcpy(text + 1000, "\nfatal: so\n", 11);
	cr_expect_eq(git_explain((struct str){text, sizeof text}, 1, &e), -1);
	cr_expect(str_starts(str_of(e.text), STR("git: fatal: so; xxx")), "%s", e.text);
	err_clear(&e);
	memset(text, 'x', sizeof text);
	cr_expect_eq(git_explain((struct str){text, sizeof text}, 1, &e), -1);
	cr_expect(strlen(e.text) < 700);
	err_clear(&e);
	cr_expect_eq(git_explain(STR("ssh: connect: refused\nfatal: b\n\n"), 1, &e), -1);
	cr_expect_str_eq(e.text, "git: ssh: connect: refused; fatal: b");
}

Test(git_explain, cures)
{
	struct err e = {0};

	cr_expect_eq(git_explain(STR("Host key verification failed.\nfatal: x"), 128, &e), -1);
	cr_expect(strstr(e.hint, "known_hosts"));
	err_clear(&e);
	cr_expect_eq(
		git_explain(STR("fatal: could not read Username for 'https://h'"), 128, &e), -1);
	cr_expect(strstr(e.hint, "GIT_AUTH_TOKEN"));
}
