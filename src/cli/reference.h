/* reference - an image name as typed to a full reference.
 *
 * Layer: cli. Fails: ERR_USAGE (no valid name).
 */
#ifndef CLI_REFERENCE_H
#define CLI_REFERENCE_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "base/strs.h"

/* Adds docker.io/library/app:latest for app; a digest is refused. */
MUST_CHECK int reference_add(struct strs *to, struct str typed, struct err *e);

#endif
