#include "sys/idhelper.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

/* A map that nobody was granted: the helper says no, and what it said is in the error. */
Test(idhelper, a_refused_map_is_told, .timeout = 20)
{
	struct id_map map = {0};
	struct err e;

	id_map_add(&map, 4000000000, 10);
	cr_assert(idhelper_write(getpid(), &map, &map, &e) == -1);
	cr_expect(e.kind == ERR_HOST);
	if (strstr(e.text, "not installed"))
		cr_skip_test("skipped: %s", e.text);
	cr_expect(strstr(e.text, "newuidmap") != NULL, "%s", e.text);
}
