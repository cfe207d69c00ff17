/* machine - whether this machine builds for the platform that was asked for.
 *
 * Owns: nothing. Fails: ERR_USAGE (no platform at all), ERR_UNSUPPORTED (another one). Layer:
 * build.
 *
 *     if (machine_builds("linux/amd64", e) < 0)
 *         return -1;
 */
#ifndef BUILD_MACHINE_H
#define BUILD_MACHINE_H

#include "base/attr.h"
#include "base/err.h"

/* In any of docker's spellings; NULL: its own. */
MUST_CHECK int machine_builds(const char *platform, struct err *e);

#endif
