/* asked_platform - the platform that an image is asked for: one, and in any of docker's spellings.
 *
 * It need not be the machine's own: files are copied for any, and a RUN whose programs are foreign
 * works where the kernel has an interpreter for them (binfmt_misc), or fails as that step.
 *
 * Owns: nothing. Fails: ERR_USAGE (no platform at all), ERR_UNSUPPORTED (several). Layer: build.
 *
 *     if (asked_platform("linux/arm64", e) < 0)
 *         return -1;
 */
#ifndef BUILD_ASKED_PLATFORM_H
#define BUILD_ASKED_PLATFORM_H

#include "base/attr.h"
#include "base/err.h"

MUST_CHECK int asked_platform(const char *platform, struct err *e); /* NULL: none is asked for */

#endif
