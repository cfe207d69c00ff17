/* boot - which run of the kernel this is, and how long it has been running.
 *
 * What was written but never forced to disk is certain only while the kernel that holds it lives:
 * its id tells one life from the next. The clock is CLOCK_MONOTONIC: it orders the writes of one
 * life and stands still with the machine, as the kernel's own writing back does.
 *
 * Owns: nothing. Fails: ERR_SYS, ERR_HOST (/proc is not mounted). Layer: sys.
 *
 *     char id[BOOT_ID_BYTES];
 *     if (boot_id(id, e) < 0)
 *         return -1;
 */
#ifndef SYS_BOOT_H
#define SYS_BOOT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

enum { BOOT_ID_BYTES = 37 }; /* with its NUL */

MUST_CHECK int boot_id(char out[BOOT_ID_BYTES], struct err *e);
bool boot_id_valid(struct str text); /* 36 characters of lower hex and dashes */
uint64_t boot_clock_ns(void);

#endif
