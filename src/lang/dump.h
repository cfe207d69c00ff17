/* dump - a parsed Dockerfile as text, one item a line, for --dump=dockerfile and the golden tests.
 *
 * Layer: lang. Fails: never.
 */
#ifndef LANG_DUMP_H
#define LANG_DUMP_H

#include "base/buf.h"
#include "lang/parse.h"

void dockerfile_dump(const struct dockerfile *file, struct buf *out);

#endif
