/* output - the texts of `-o` taken apart: `type=oci|docker|local|tar,dest=...`, or a bare path.
 *
 * Owns: what it opened until outputs_release. Fails: ERR_USAGE, ERR_UNSUPPORTED, ERR_SYS. Layer:
 * cli.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/strs.h"
#include "build/build.h"

struct outputs {
	struct output *p;
	size_t n, capacity;
	bool annotations_left; /* of another document than the manifest (cli/annotations.h) */
};

MUST_CHECK int outputs_parse(const struct strs *texts, struct outputs *out, struct err *e);
void outputs_release(struct outputs *o);

#endif
