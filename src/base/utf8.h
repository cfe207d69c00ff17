/* utf8 - one character at a time out of bytes that may be none, and which may meet a terminal.
 *
 * Text from outside goes into JSON and onto terminals. JSON must be valid UTF-8; a terminal obeys
 * C0 and C1 controls (also as lone bytes, where it is not set to UTF-8), and bidirectional controls
 * make it show something else than what is there.
 *
 * Owns: nothing. Fails: never. Layer: base.
 *
 *     assert(utf8_length(STR("\303\251")) == 2);
 *     assert(utf8_shown(STR("\033[2J")) == 0);
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Bytes of the character at the start of s; 0 when s is empty or does not start with one: overlong
 * forms, surrogates and values above U+10FFFF are none (Unicode table 3-7). */
size_t utf8_length(struct str s);

/* The same; the character's code point goes to *code. */
size_t utf8_decode(struct str s, uint32_t *code);

/* The same as utf8_length, but 0 also for a control character (C0 with tab and newline, DEL, C1,
 * bidirectional): its first byte is to be spelled out. */
size_t utf8_shown(struct str s);

#endif
