/* path - lexical joining of paths inside an image; nothing is looked up.
 *
 * As docker does it: `..` is removed by text alone and stops at the root, so the result always
 * begins with `/` and names something inside. What a path really leads to is decided when it is
 * used, inside the root (sys/rootfs).
 *
 * Owns: nothing. Fails: never. Layer: plan.
 *
 *     path_join(STR("/app"), STR("../data/"), true, &out); // "/data/"
 */
#ifndef PLAN_PATH_H
#define PLAN_PATH_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

enum { PATH_BYTES_MAX = 4095 }; /* what Linux takes */

bool path_is_absolute(struct str path);
/* path below base unless it is absolute, clean, appended to out. keep_slash: an end of `/` or `/.`
 * stays as `/`, and an empty path or `.` is base with a slash. */
void path_join(struct str base, struct str path, bool keep_slash, struct buf *out);
/* Clean, but relative stays relative: "a//b/" is "a/b". */
void path_clean(struct str path, struct buf *out);
struct str path_base(struct str path); /* the last component; "/" of the root, "." of nothing */

#endif
