/* agents - the sockets of `--ssh`: `default`, `ID`, or `ID=SOCKET`.
 *
 * Without a socket it is that of SSH_AUTH_SOCK. Files with keys are refused: an agent holds keys.
 *
 * Owns: ids and descriptors until agents_release. Fails: ERR_USAGE, ERR_NOT_FOUND, ERR_SYS.
 * Layer: cli.
 */
#ifndef CLI_AGENTS_H
#define CLI_AGENTS_H

#include "base/attr.h"
#include "base/err.h"
#include "base/strs.h"
#include "build/build.h"

struct agents {
	struct build_agent *p; /* base/vec triple */
	size_t n, capacity;
};

MUST_CHECK int agents_open(const struct strs *options, struct agents *out, struct err *e);
/* A context that is reached by ssh has the user's agent, if there is one, without being told. */
void agents_for_context(const char *context, struct strs *options);
void agents_release(struct agents *a);

#endif
