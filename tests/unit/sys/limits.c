#include "sys/limits.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/resource.h>

Test(sys_limits, names)
{
	cr_assert_str_eq(limits_name(STR("nofile")), "nofile");
	cr_assert_str_eq(limits_name(STR("stack")), "stack");
	cr_assert_null(limits_name(STR("NOFILE")));
	cr_assert_null(limits_name(STR("")));
}

/* Each test is a process of its own, so what is lowered here is lowered for nobody else. */
Test(sys_limits, are_set)
{
	const struct limit list[] = {{"nofile", 100, 200}, {"core", 0, 0}};
	struct rlimit now;
	struct err e;

	cr_assert_eq(limits_apply(list, 2, &e), 0, "%s", e.text);
	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &now), 0);
	cr_assert(now.rlim_cur == 100 && now.rlim_max == 200);
	cr_assert_eq(getrlimit(RLIMIT_CORE, &now), 0);
	cr_assert(now.rlim_cur == 0 && now.rlim_max == 0);
}

Test(sys_limits, one_that_makes_no_sense_is_named)
{
	const struct limit bad = {"nofile", 200, 100};
	struct err e;

	cr_assert_eq(limits_apply(&bad, 1, &e), -1);
	cr_assert_not_null(strstr(e.text, "nofile"), "%s", e.text);
}
