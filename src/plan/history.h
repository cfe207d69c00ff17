/* history - lists and values as docker's history lines show them, byte for byte.
 *
 * Owns: nothing; text is appended. Fails: never. Layer: plan.
 *
 *     history_quoted(&argv, &out); // ["/bin/sh" "-c" "a \"b\""], Go's %q
 *     history_plain(&argv, &out);  // [/bin/sh -c a "b"], Go's %v
 */
#ifndef PLAN_HISTORY_H
#define PLAN_HISTORY_H

#include <stdint.h>

#include "base/buf.h"
#include "base/strs.h"
#include "codec/config.h"

void history_joined(const struct strs *list, struct buf *out); /* by one blank */
void history_plain(const struct strs *list, struct buf *out);
void history_quoted(const struct strs *list, struct buf *out);
void history_duration(int64_t ns, struct buf *out); /* 1m30s, 500ms, 0s */
void history_health(const struct healthcheck *h, struct buf *out);

#endif
