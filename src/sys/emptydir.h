/* emptydir - a directory with nothing in it and no place in any tree: the content of `scratch`.
 *
 * A detached, read-only tmpfs that ends with its descriptor. Needs the command's namespace
 * (sys/idmap).
 *
 * Fails: ERR_SYS. Layer: sys.
 */
#ifndef SYS_EMPTYDIR_H
#define SYS_EMPTYDIR_H

#include "base/attr.h"
#include "base/err.h"

MUST_CHECK int emptydir_open(int *fd, struct err *e);

#endif
