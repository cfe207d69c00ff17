#include "sys/refusal.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

/* Which switch it is depends on the machine; that each errno is told as a fault of the host and in
 * its own words does not. */
Test(refusal, every_errno_has_words)
{
	struct {
		int error;
		const char *text;
	} cases[] = {
		{ENOSPC, "namespaces"},
		{EPERM, "namespace"},
		{EACCES, "namespace"},
		{EINVAL, "CONFIG_USER_NS"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err e;

		cr_expect(refusal_explain(cases[i].error, &e) == -1);
		cr_expect(e.kind == ERR_HOST && strstr(e.text, cases[i].text), "%s", e.text);
	}
	struct err e;
	cr_expect(refusal_explain(ENOMEM, &e) == -1);
	cr_expect(e.kind == ERR_SYS && e.sys_errno == ENOMEM);
}
