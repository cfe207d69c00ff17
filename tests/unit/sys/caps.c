#include "sys/caps.h"

#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>

#include "inside.h"
#include "sys/procfile.h"

static bool status_has(const char *line)
{
	char text[8192];

	return strstr(procfile_read("/proc/self/status", text, sizeof text), line) != NULL;
}

static int drop(void *argument)
{
	struct err e;

	(void)argument;
	CHECK_OK(caps_bound(CAPS_DEFAULT, &e));
	CHECK(status_has("CapBnd:\t00000000a80425fb\n"));
	CHECK(!status_has("CapEff:\t00000000a80425fb\n"));
	CHECK_OK(caps_set(CAPS_DEFAULT, &e));
	CHECK(status_has("CapEff:\t00000000a80425fb\n") &&
		status_has("CapInh:\t0000000000000000\n"));
	CHECK_OK(caps_set(0, &e));
	CHECK(status_has("CapEff:\t0000000000000000\n") &&
		status_has("CapPrm:\t0000000000000000\n"));
	CHECK(caps_set(CAPS_DEFAULT, &e) == -1 && e.kind == ERR_SYS);
	CHECK(caps_bound(0, &e) == -1 && e.kind == ERR_SYS);
	return 0;
}

Test(caps, what_is_dropped_does_not_come_back, .timeout = 20)
{
	inside(drop, NULL);
}
