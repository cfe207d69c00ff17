/* words - where one word of a line ends and the next begins; three rules, as instructions need.
 *
 * Words are parts of the line, quotes and escapes still in them, but for flags, whose quotes and
 * escapes go at once.
 *
 * Owns: nothing. Fails: never. Layer: lang, for the parser alone.
 *
 *     struct str word;
 *     while (words_blank(&rest, &word))
 *         strs_add(&found, word);
 */
#ifndef LANG_WORDS_H
#define LANG_WORDS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* The next word between blanks; quotes mean nothing (FROM, COPY, EXPOSE). */
bool words_blank(struct str *rest, struct str *word);
/* The next word; quotes and escapes may hold blanks (ENV, LABEL, ARG). */
bool words_quoted(struct str *rest, char escape, struct str *word);
/* The next leading `--flag`, decoded into text; word is what was taken. False when the arguments
 * begin, a lone `--` before them skipped. */
bool words_flag(struct str *rest, char escape, struct str *word, struct buf *text);

#endif
