/* findings - every warning about one Dockerfile in the order of its lines, under one set of
 * options.
 *
 * Warnings come from the text (lang), from FROM lines and from bound instructions (plan); those
 * that need the .dockerignore are found here.
 *
 * Owns: the list, not its texts, which belong to the file, plan and program. Fails: ERR_SYNTAX
 * (options, a violation under error=true). Layer: build.
 */
#ifndef BUILD_FINDINGS_H
#define BUILD_FINDINGS_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "lang/ignore.h"
#include "lang/lint.h"
#include "lang/parse.h"
#include "plan/program.h"

struct findings {
	struct warning *p; /* base/vec triple */
	size_t n, capacity;
};

/* The options in force: the build argument BUILDKIT_DOCKERFILE_CHECK, which the text's warnings are
 * then found anew under, or the file's `# check=`. */
MUST_CHECK int findings_options(struct dockerfile *file, const struct map *build_args,
	struct lint_options *out, struct err *e);
/* Of a file that could not be read, planned or bound to its end: what was found until then. */
void findings_collect(const struct dockerfile *file, const struct plan *plan,
	struct program *program, const struct ignore *ignore, struct findings *out);
/* Fails, naming each rule once, when there is any. Without strict only the rules of docker count:
 * what error=true makes of a file is the same everywhere. */
MUST_CHECK int findings_refuse(
	const struct findings *found, bool strict, const char *dockerfile_name, struct err *e);
void findings_release(struct findings *found);

#endif
