/* ascii - the classes of ASCII's characters, whatever the locale.
 *
 * Keywords, host names, digests and escapes are ASCII by their specifications. A byte above 0x7f is
 * in no class.
 *
 * Owns: nothing. Fails: never. Layer: base.
 *
 *     assert(ascii_lower('F') == 'f' && ascii_hex('F') == 15);
 */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include <stdbool.h>

bool ascii_is_digit(char c);
bool ascii_is_upper(char c);
bool ascii_is_lower(char c);
bool ascii_is_alnum(char c);
bool ascii_is_control(char c); /* C0 and DEL; tab and newline too */

char ascii_lower(char c); /* of a letter; everything else stays */
int ascii_hex(char c);    /* 0..15 of a digit in either case, or -1 */

#endif
