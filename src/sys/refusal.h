/* refusal - why this machine refuses a user namespace, in words, with the administrator's line.
 *
 * The errno alone says little: the switch behind it is looked up only after the attempt failed, so
 * nothing is guessed from version texts.
 *
 * Fails: refusal_explain always does, that is what it is for. Layer: sys.
 *
 *     if (clone_process(CLONE_NEWUSER, NULL) < 0)
 *         return refusal_explain(errno, e);
 */
#ifndef SYS_REFUSAL_H
#define SYS_REFUSAL_H

#include "base/err.h"

/* Of an attempt to make a namespace, or to mount in a new one; -1. */
int refusal_explain(int error, struct err *e);

#endif
