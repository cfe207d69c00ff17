/* build_inputs - the Dockerfile, its ignore file and the context, found and opened as docker finds
 * them.
 *
 * Owns: what it read and opened until build_inputs_release. Fails: ERR_NOT_FOUND, ERR_UNSUPPORTED,
 * ERR_LIMIT. Layer: cli.
 */
#ifndef CLI_BUILD_INPUTS_H
#define CLI_BUILD_INPUTS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "sys/tree.h"

struct build_inputs {
	struct tree context;
	struct buf dockerfile, ignore;
	char *dockerfile_name, *ignore_name;
};

/* file: -f, or NULL; context: the operand. */
MUST_CHECK int build_inputs_open(
	const char *file, const char *context, struct build_inputs *out, struct err *e);
void build_inputs_release(struct build_inputs *b);

#endif
