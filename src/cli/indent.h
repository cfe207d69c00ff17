/* indent - compact JSON laid out for people: a member a line, two blanks for each level.
 *
 * The bytes of the values stay as they are; empty objects and arrays stay on their line.
 *
 * Fails: never; what is no JSON comes out with other blanks, and nothing else. Layer: cli.
 */
#ifndef CLI_INDENT_H
#define CLI_INDENT_H

#include "base/buf.h"
#include "base/str.h"

void indent(struct str json, struct buf *out);

#endif
