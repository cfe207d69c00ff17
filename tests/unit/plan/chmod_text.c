#include "plan/chmod_text.h"

#include <criterion/criterion.h>
#include <string.h>

Test(plan_chmod_text, modes)
{
	static const char *const good[] = {"0", "644", "07777", "4755", "+x", "u=rwX,go=rX", "g=u",
		"o+t", "=r", "u+s", "a=", "u+r-w", "ug+rw,o-rwx", "+X", "u=g+x"};
	struct err e;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		cr_expect_eq(chmod_text_check(str_of(good[i]), &e), 0, "%s", good[i]);
}

Test(plan_chmod_text, refusals)
{
	static const char *const octal[] = {"10000", "64a", "8", "7 7", "99999"};
	static const char *const symbolic[] = {
		"X", "u", "u=rw,", ",u=r", "u=rw go=r", "z+x", "u=rq", "u+ug", ""};
	struct err e;

	for (size_t i = 0; i < sizeof octal / sizeof *octal; i++) {
		cr_expect_eq(chmod_text_check(str_of(octal[i]), &e), -1, "%s", octal[i]);
		cr_expect(strstr(e.text, "octal string"), "%s", octal[i]);
	}
	for (size_t i = 0; i < sizeof symbolic / sizeof *symbolic; i++) {
		cr_expect_eq(chmod_text_check(str_of(symbolic[i]), &e), -1, "%s", symbolic[i]);
		cr_expect(strstr(e.text, "invalid syntax"), "%s", symbolic[i]);
	}
}
