/* cache_flags - `--cache-from` and `--cache-to`, in docker's forms, judged and nothing more.
 *
 * A reference alone, or `type=registry|local|gha|s3|inline|azblob,KEY=VALUE,...`. Where a cache
 * lies outside the store there has to be a registry client first; until then a command line that
 * works with docker is taken, and one that could never work is refused.
 *
 * Owns: nothing. Fails: ERR_USAGE, with the field under a caret. Layer: cli.
 */
#ifndef CLI_CACHE_FLAGS_H
#define CLI_CACHE_FLAGS_H

#include "base/attr.h"
#include "base/err.h"
#include "base/strs.h"

enum cache_way { CACHE_FROM, CACHE_TO };

MUST_CHECK int cache_flags_check(const struct strs *options, enum cache_way way, struct err *e);

#endif
