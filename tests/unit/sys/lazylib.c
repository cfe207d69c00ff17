#include "sys/lazylib.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

struct table {
	unsigned gap;
	__typeof__(ceil) *up;
};

static const struct lazylib_call calls[] = {
	{"ceil", offsetof(struct table, up)},
	{"no_such_call", offsetof(struct table, up)},
};

Test(lazylib, its_calls_can_be_called)
{
	struct table t = {.gap = 7};
	struct lazylib lib = LAZYLIB("libm.so.6", "libc6", calls, &t);
	struct err e = {0};

	lib.calls_n = 1;
	cr_assert_eq(lazylib_load(&lib, &e), 0, "%s", e.text);
	cr_expect_eq(t.up(2.5), 3);
	cr_expect_eq(t.gap, 7);
}

Test(lazylib, a_call_that_it_does_not_have)
{
	struct table t;
	struct lazylib lib = LAZYLIB("libm.so.6", "libc6", calls, &t);
	struct err e = {0};

	cr_expect_eq(lazylib_load(&lib, &e), -1);
	cr_expect_eq(e.kind, ERR_HOST);
	cr_expect(strstr(e.text, "no_such_call"), "%s", e.text);
}

Test(lazylib, one_that_is_not_installed_names_its_package)
{
	struct table t;
	struct lazylib lib = LAZYLIB("libnosuch.so.9", "libnosuch9", calls, &t);
	struct err e = {0};

	lib.calls_n = 1;

	cr_expect_eq(lazylib_load(&lib, &e), -1);
	cr_expect_eq(e.kind, ERR_HOST);
	cr_expect(strstr(e.text, "libnosuch.so.9"), "%s", e.text);
	cr_expect_str_eq(e.hint, "sudo apt-get install libnosuch9");
}
