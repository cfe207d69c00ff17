/* rune - UTF-8 a code point at a time, and the three classes the language asks for.
 *
 * A byte that begins no valid sequence is one code point U+FFFD, as in Go, whose rules the
 * language inherits. Classes come from Unicode, not from the locale.
 *
 * Owns: nothing. Fails: never. Layer: lang.
 */
#ifndef LANG_RUNE_H
#define LANG_RUNE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

enum { RUNE_BAD = 0xfffd };

uint32_t rune_at(struct str s, size_t at, size_t *width); /* at < s.n */
void rune_add(struct buf *b, uint32_t rune);
bool rune_is_blank(uint32_t rune); /* Unicode White_Space */
bool rune_is_letter(uint32_t rune);
bool rune_is_digit(uint32_t rune);
struct str rune_trim(struct str s); /* blanks off both ends */

#endif
