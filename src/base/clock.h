/* clock - how long things take: milliseconds on a clock that nobody sets.
 *
 * It counts from an arbitrary point (CLOCK_MONOTONIC), so only differences mean anything, and none
 * may decide what a build makes.
 *
 * Fails: never. Layer: base.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

uint64_t clock_ms(void);

#endif
