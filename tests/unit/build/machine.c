#include "build/machine.h"

#include <criterion/criterion.h>
#include <string.h>

#include "plan/platform.h"

Test(build_machine, its_own_platform_in_any_spelling)
{
	AUTO(arena_release) struct arena arena = {0};
	struct platform own = platform_own();
	struct str text = platform_text(&own, &arena);
	struct err e;

	cr_assert_eq(machine_builds(NULL, &e), 0);
	cr_assert_eq(machine_builds(text.p, &e), 0, "%s", e.text);
	if (str_eq(text, STR("linux/amd64")))
		cr_assert_eq(machine_builds("linux/x86_64", &e), 0, "%s", e.text);
}

Test(build_machine, others_are_named)
{
	struct err e = {0};

	cr_assert_eq(machine_builds("linux/mips64le", &e), -1);
	cr_assert_eq(e.kind, ERR_UNSUPPORTED);
	cr_assert(strstr(e.text, "linux/mips64le") && strstr(e.hint, "this machine builds for"));
	err_clear(&e);
	cr_assert_eq(machine_builds("a/b/c/d/e", &e), -1);
	cr_assert_eq(e.kind, ERR_USAGE);
}
