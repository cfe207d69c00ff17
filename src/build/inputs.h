/* inputs - the Dockerfile, its ignore file and the context, found and opened as docker finds
 * them.
 *
 * Owns: what it read and opened until inputs_release. Fails: ERR_NOT_FOUND, ERR_UNSUPPORTED,
 * ERR_LIMIT. Layer: cli.
 */
#ifndef BUILD_INPUTS_H
#define BUILD_INPUTS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "sys/tree.h"

struct inputs {
	struct tree context;
	struct buf dockerfile, ignore;
	char *dockerfile_name, *ignore_name;
};

/* file: -f, or NULL; context: the operand. */
MUST_CHECK int inputs_open(
	const char *file, const char *context, struct inputs *out, struct err *e);
void inputs_release(struct inputs *b);

#endif
