/* wrap - running text on lines that a narrow terminal shows whole.
 *
 * Lines have 80 columns at most whatever the terminal, so that the same text comes out anywhere; a
 * word that is longer than that stays whole, and can be copied.
 *
 * Fails: never. Layer: cli.
 */
#ifndef CLI_WRAP_H
#define CLI_WRAP_H

#include <stdio.h>

#include "base/str.h"

enum { WRAP_COLUMNS = 80 };

/* The cursor stands at column margin, where every further line begins too; ends with a new line. */
void wrap(FILE *to, struct str text, int margin);

#endif
