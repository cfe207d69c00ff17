/* lichen - everything of the public interface.
 *
 * Link with -llichen (pkg-config: lichen). See examples/embed for a program.
 */
#ifndef LICHEN_LICHEN_H
#define LICHEN_LICHEN_H

#include "lichen/build.h"
#include "lichen/dockerfile.h"
#include "lichen/error.h"
#include "lichen/event.h"

#ifdef __cplusplus
extern "C" {
#endif

const char *lichen_version(void); /* "0.1.0"; static */

#ifdef __cplusplus
}
#endif

#endif
