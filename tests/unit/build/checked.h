/* checked - a Dockerfile for a test, read as `lichen check` reads it. */
#ifndef TEST_BUILD_CHECKED_H
#define TEST_BUILD_CHECKED_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "build/check.h"

static inline struct check_request checked_request(const char *dockerfile, const char *ignore)
{
	return (struct check_request){.dockerfile_name = "Dockerfile",
		.dockerfile = str_of(dockerfile),
		.ignore_name = ".dockerignore",
		.ignore = str_of(ignore),
		.platform = "linux/amd64"};
}

/* "line:Rule " for each finding, in order. */
static inline void checked_rules(const struct checked *c, char out[1024])
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < c->findings.n && n < 900; i++)
		n += (size_t)snprintf(out + n, 1024 - n, "%u:%s ", c->findings.p[i].span.line,
			c->findings.p[i].rule);
}

#endif
