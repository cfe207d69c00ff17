#include "sys/writeback.h"

#include <criterion/criterion.h>

Test(writeback, what_is_dirty_and_what_is_on_its_way)
{
	cr_assert_eq(writeback_parse("MemTotal:       24684096 kB\nDirty:               120 kB\n"
				     "Writeback:             8 kB\nWritebackTmp:          7 kB\n"),
		128 * 1024);
	cr_assert_eq(writeback_parse("Dirty:"), 0);
	cr_assert_eq(writeback_parse(""), 0);
}

Test(writeback, of_this_machine_is_less_than_all_there_can_be)
{
	cr_assert_lt(writeback_waiting_bytes(), UINT64_C(1) << 50);
}
