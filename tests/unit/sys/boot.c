#include "sys/boot.h"

#include <criterion/criterion.h>

Test(boot, id_is_the_same_each_time)
{
	char a[BOOT_ID_BYTES], b[BOOT_ID_BYTES];
	struct err e;

	cr_assert(boot_id(a, &e) == 0, "%s", e.text);
	cr_assert(boot_id(b, &e) == 0);
	cr_expect_str_eq(a, b);
	cr_expect(boot_id_valid(str_of(a)));
}

Test(boot, only_uuids_are_ids)
{
	cr_expect(boot_id_valid(STR("01234567-89ab-cdef-0123-456789abcdef")));
	cr_expect_not(boot_id_valid(STR("")));
	cr_expect_not(boot_id_valid(STR("../../../../../../../../etc/passwd/..")));
	cr_expect_not(boot_id_valid(STR("01234567-89AB-cdef-0123-456789abcdef")));
	cr_expect_not(boot_id_valid(STR("01234567-89ab-cdef-0123-456789abcde/")));
}

Test(boot, clock_goes_forward)
{
	uint64_t a = boot_clock_ns();

	cr_expect(boot_clock_ns() >= a);
	cr_expect(a > 0);
}
