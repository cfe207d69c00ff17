/* reference - an image name as typed to a full reference.
 *
 * Owns: nothing. Fails: ERR_USAGE (no valid name, or a digest). Layer: build.
 */
#ifndef BUILD_REFERENCE_H
#define BUILD_REFERENCE_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "base/strs.h"

/* Adds docker.io/library/app:latest for app; a digest is refused. */
MUST_CHECK int reference_add(struct strs *to, struct str typed, struct err *e);

#endif
