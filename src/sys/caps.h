/* caps - the capabilities of a RUN step: docker's default fourteen.
 *
 * The bounding set for everybody; effective and permitted too for uid 0, nothing for others;
 * inheritable and ambient always empty (CVE-2022-27651: an inheritable set that is not empty gives
 * capabilities back to file-capable programs).
 *
 * Fails: ERR_SYS. Layer: sys.
 *
 *     if (caps_bound(CAPS_DEFAULT, e) < 0)
 *         return -1;
 */
#ifndef SYS_CAPS_H
#define SYS_CAPS_H

#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

#define CAPS_DEFAULT UINT64_C(0xa80425fb)

/* Drops every other capability from the bounding set; needs CAP_SETPCAP. */
MUST_CHECK int caps_bound(uint64_t kept, struct err *e);
/* Sets the process's own; after the change of ids. */
MUST_CHECK int caps_set(uint64_t kept, struct err *e);

#endif
