/* inside - runs the body of a test as root of a user namespace.
 *
 * Where the machine allows none, the test is skipped with the machine's reason. A failed CHECK ends
 * the namespace with the number of its line, which the test then shows.
 *
 * Layer: tests.
 *
 *     Test(overlay, joins) { inside(body, NULL); }
 */
#ifndef TESTS_INSIDE_H
#define TESTS_INSIDE_H

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "base/err.h"
#include "check.h"
#include "sys/idmap.h"

static inline void inside(idmap_main *body, void *argument)
{
	struct err e;
	int status = -1;

	if (idmap_run(body, argument, &status, &e) < 0) {
		if (e.kind == ERR_HOST)
			cr_skip_test("skipped: %s", e.text);
		cr_assert_fail("%s", e.text);
	}
	cr_assert(status == 0, "the body ended with %d", status);
}

#endif
