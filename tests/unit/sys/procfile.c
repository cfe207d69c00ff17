#include "sys/procfile.h"

#include <criterion/criterion.h>
#include <string.h>

Test(procfile, reads_what_fits)
{
	char text[64];

	cr_expect(strncmp(procfile_read("/proc/self/comm", text, sizeof text), "unit-sys", 8) == 0);
	cr_expect(strlen(procfile_read("/proc/self/status", text, sizeof text)) == 63);
}

Test(procfile, one_that_is_not_there_is_empty)
{
	char text[64] = "before";

	cr_expect_eq(procfile_read("/proc/nothing", text, sizeof text), text);
	cr_expect_str_eq(text, "");
}
