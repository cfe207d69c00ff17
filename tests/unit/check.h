/* check - what the body of a test says when it runs where criterion cannot: in a namespace, in a
 * job.
 *
 * What is wrong goes to standard error, and the process ends with 1: the test shows that it did.
 * CHECK_OK is for calls that fill the struct err called e.
 */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <stdio.h>
#include <unistd.h>

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

#endif
