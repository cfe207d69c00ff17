/* buf - bytes being built. */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"

char *buf_room(struct buf *b, size_t n)
{
	size_t need = 0;

	if (__builtin_add_overflow(b->n, n, &need) || __builtin_add_overflow(need, 1, &need))
		abort();
	if (need > b->capacity) {
		size_t doubled = b->capacity ? b->capacity * 2 : 64;

		b->capacity = need > doubled ? need : doubled;
		b->p = mem_grow(b->p, b->capacity, 1);
	}
	return b->p + b->n;
}

void buf_grew(struct buf *b, size_t n)
{
	assert(b->n + n < b->capacity);
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
	char *at = buf_room(b, n);

	if (n)
		memcpy(at, bytes, n);
	buf_grew(b, n);
}

void buf_str_add(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
}

void buf_lower_add(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		buf_char(b, ascii_lower(s.p[i]));
}

void buf_cstr_add(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list args;
	va_list again;

	assert(fmt);
	va_start(args, fmt);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, fmt, args);

	assert(n >= 0);
	vsnprintf(buf_room(b, (size_t)n), (size_t)n + 1, fmt, again);
	va_end(again);
	va_end(args);
	buf_grew(b, (size_t)n);
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	if (b->p)
		b->p[0] = '\0';
}

struct str buf_str(const struct buf *b)
{
	return (struct str){b->p ? b->p : "", b->n};
}

const char *buf_cstr(struct buf *b)
{
	buf_room(b, 0)[0] = '\0';
	return b->p;
}

char *buf_take(struct buf *b)
{
	buf_cstr(b);
	char *taken = b->p;

	*b = (struct buf){0};
	return taken;
}

void buf_release(struct buf *b)
{
	free(b->p);
	*b = (struct buf){0};
}
