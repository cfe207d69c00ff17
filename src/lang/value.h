/* value - small texts that instructions hold, as Go's library reads them.
 *
 * Owns: nothing. Fails: false, and the caller says what the text was for. Layer: lang.
 *
 *     long long ns;
 *     assert(value_duration(STR("1m30s"), &ns) && ns == 90000000000);
 */
#ifndef LANG_VALUE_H
#define LANG_VALUE_H

#include <stdbool.h>

#include "base/str.h"

/* time.ParseDuration: signed decimal numbers with units, in nanoseconds. */
bool value_duration(struct str text, long long *ns);
/* strconv.ParseInt(text, 10, 32). */
bool value_int32(struct str text, int *out);
/* strconv.ParseBool: 1 t T TRUE true True, and the same of false. */
bool value_bool(struct str text, bool *out);

#endif
