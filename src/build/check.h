/* check - a Dockerfile read as a build would read it, and nothing built.
 *
 * Parse, plan and bind, with no namespace, no store and no image: a base from outside counts as one
 * without variables, users and triggers. Without a target every stage is read.
 *
 * Owns: everything in a `struct checked` until checked_release; it holds pointers to itself and
 * must not be moved. Fails: as parse, plan and bind do, with the position; ERR_INVALID
 * (.dockerignore). Layer: build.
 *
 *     AUTO(checked_release) struct checked c = {0};
 *     if (check_read(&request, &c, e) < 0)
 *         return -1;
 *     return c.lint.error ? findings_refuse(&c.findings, false, request.dockerfile_name, e) : 0;
 */
#ifndef BUILD_CHECK_H
#define BUILD_CHECK_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "build/findings.h"
#include "build/pin.h"
#include "lang/ignore.h"
#include "lang/lint.h"
#include "lang/source.h"
#include "plan/graph.h"
#include "plan/program.h"

struct check_request {
	const char *dockerfile_name; /* as shown in file:line */
	struct str dockerfile;
	const char *ignore_name;
	struct str ignore; /* the bytes of the .dockerignore in force */
	const char *target, *platform;
	bool needed_only; /* without a target: what the last stage needs, not every stage */
	const struct map *build_args, *contexts;
	const struct store *store; /* whose images are known; NULL: none is */
};

struct checked {
	struct source source;
	struct dockerfile file;
	struct lint_options lint;
	struct plan plan;
	struct bases bases; /* empty where the store has none */
	struct program program;
	struct ignore ignore;
	struct findings findings; /* in the order of the lines; before a mistake, if there is one */
};

MUST_CHECK int check_read(const struct check_request *request, struct checked *out, struct err *e);
void checked_release(struct checked *c);

#endif
