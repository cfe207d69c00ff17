/* git_explain - what git said when it failed, as an error with a cure.
 *
 * Owns: nothing. Fails: always, with ERR_INVALID: that is what it is for. Layer: remote.
 */
#ifndef REMOTE_GIT_EXPLAIN_H
#define REMOTE_GIT_EXPLAIN_H

#include "base/err.h"
#include "base/str.h"

/* complaint: its standard error. Returns -1. */
int git_explain(struct str complaint, int status, struct err *e);

#endif
