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
#include "sys/idmap.h"

/* An exit status has eight bits: the line goes to stderr. */
#define CHECK(condition)                                                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			dprintf(2, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition);         \
			_exit(1);                                                                  \
		}                                                                                  \
	} while (0)

#define CHECK_OK(call)                                                                             \
	do {                                                                                       \
		if ((call) < 0) {                                                                  \
			dprintf(2, "%s:%d: %s: %s (%s)\n", __FILE__, __LINE__, #call, e.text,      \
				e.during);                                                         \
			_exit(1);                                                                  \
		}                                                                                  \
	} while (0)

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
