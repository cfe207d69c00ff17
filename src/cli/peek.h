/* peek - the Dockerfile of a git repository, for commands that build nothing and enter no
 * namespace.
 *
 * git is run in a sandbox, which takes a namespace: a process of its own enters it, fetches, and
 * sends the Dockerfile's name and text back through a file in memory.
 *
 * Owns: nothing. Fails: as inputs_peek; ERR_HOST (no namespaces). Layer: cli.
 */
#ifndef CLI_PEEK_H
#define CLI_PEEK_H

#include "base/attr.h"
#include "base/err.h"
#include "build/inputs.h"

/* in was opened; it gets what inputs_peek would have read. */
MUST_CHECK int peek_repository(struct inputs *in, struct err *e);

#endif
