/* peek - the Dockerfile of any context, for commands that build nothing and enter no namespace.
 *
 * The context itself is not made. Of a repository, git is run in a sandbox, which takes a
 * namespace: a process of its own enters it, fetches, and sends the Dockerfile's name and text back
 * through a file in memory.
 *
 * Owns: nothing. Fails: as inputs_open and inputs_peek; ERR_HOST (no namespaces). Layer: cli.
 */
#ifndef CLI_PEEK_H
#define CLI_PEEK_H

#include "base/attr.h"
#include "base/err.h"
#include "build/inputs.h"

struct peek_place {
	const char *file;    /* -f, or NULL */
	const char *context; /* the operand */
	const char *store;   /* --store, or NULL */
};

/* *out has the Dockerfile, and its name. */
MUST_CHECK int peek_dockerfile(const struct peek_place *where, struct inputs *out, struct err *e);

#endif
