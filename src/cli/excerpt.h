/* excerpt - the lines of a file around what is said about it, with a caret under the span.
 *
 * One line before and one behind; a long instruction is cut after a dozen lines.
 *
 * Fails: never. Layer: cli.
 */
#ifndef CLI_EXCERPT_H
#define CLI_EXCERPT_H

#include <stdio.h>

#include "base/err.h"
#include "base/str.h"

/* source: the whole file. span.line is not 0. */
void excerpt(FILE *to, const char *file, struct span span, struct str source);

#endif
