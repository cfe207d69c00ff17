/* buf - bytes being built.
 *
 * A buf always keeps a NUL behind its last byte, so buf_cstr costs nothing; the NUL is not counted.
 *
 * Owns: its bytes, until buf_release or buf_take. Fails: aborts when memory is gone. Layer: base.
 *
 *     AUTO(buf_release) struct buf b = {0};
 *     buf_fmt(&b, "%s=%d", "a", 1);
 *     assert(str_eq(buf_str(&b), STR("a=1")));
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"

struct buf {
	char *p;
	size_t n, capacity;
};

void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_str_add(struct buf *b, struct str s);
void buf_lower_add(struct buf *b, struct str s); /* with ASCII letters in lower case */
void buf_cstr_add(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
char *buf_room(struct buf *b, size_t n); /* space for n more bytes at the end; then buf_grew */
void buf_grew(struct buf *b, size_t n);  /* n of them were filled */
void buf_clear(struct buf *b);           /* empty, memory kept */
struct str buf_str(const struct buf *b); /* valid until the next change */
const char *buf_cstr(struct buf *b);     /* likewise, never NULL */
char *buf_take(struct buf *b);           /* the caller frees; b is empty again */
void buf_release(struct buf *b);         /* idempotent */

#endif
