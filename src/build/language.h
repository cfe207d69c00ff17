/* language - a Dockerfile's bytes read in the language that is asked for, which is always ours.
 *
 * The build argument BUILDKIT_SYNTAX says it in place of the file's `# syntax=`. No other program
 * is ever fetched or run for a name.
 *
 * Fails: as source_make and dockerfile_parse do; ERR_UNSUPPORTED (another language). Layer: build.
 */
#ifndef BUILD_LANGUAGE_H
#define BUILD_LANGUAGE_H

#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "lang/lint.h"
#include "lang/parse.h"
#include "lang/source.h"

struct language_text {
	const char *name; /* as shown in file:line */
	struct str bytes;
	const struct map *build_args; /* or NULL */
};

/* After a mistake in the text, out has what stands before it, and lint the options in force. */
MUST_CHECK int language_read(struct language_text text, struct source *source,
	struct dockerfile *out, struct lint_options *lint, struct err *e);

#endif
