/* rfc3339 - a moment as text, as configs and listings carry it: 2026-01-02T03:04:05Z.
 *
 * Written in UTC and whole seconds, so that a moment has one text. Read by shape alone: a base's
 * text is kept as it is, because its precision is part of that image's history.
 *
 * Owns: nothing; the text is inside. Fails: never. Layer: codec.
 *
 *     struct rfc3339 made = rfc3339_of(0);
 *     assert(rfc3339_is(str_of(made.text)));
 */
#ifndef CODEC_RFC3339_H
#define CODEC_RFC3339_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* The last second that the four digits of a year can say. */
#define RFC3339_TIME_MAX_S 253402300799LL

struct rfc3339 {
	char text[24];
};

/* Since the epoch; what is before it or after the year 9999 is cut to these. */
struct rfc3339 rfc3339_of(int64_t time_s);
bool rfc3339_is(struct str s);

#endif
