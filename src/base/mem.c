/* mem - memory that is there or the process is not. */
#include "base/mem.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

static void *or_abort(void *p)
{
	if (!p) {
		static const char text[] = "lichen: out of memory\n";

		fwrite(text, 1, sizeof text - 1, stderr);
		abort();
	}
	return p;
}

void *mem_alloc(size_t size)
{
	return or_abort(calloc(1, size ? size : 1));
}

void *mem_grow(void *old, size_t count, size_t size)
{
	size_t total = 0;

	if (__builtin_mul_overflow(count, size, &total))
		abort();
	return or_abort(realloc(old, total ? total : 1));
}

char *mem_strdup(const char *s)
{
	return s ? or_abort(strdup(s)) : NULL;
}

char *mem_fmt(const char *fmt, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, fmt);
	int n = vasprintf(&text, fmt, args);
	va_end(args);
	return n < 0 ? or_abort(NULL) : text;
}

void mem_release(void *pointer)
{
	void **p = pointer;

	free(*p);
	*p = NULL;
}

enum { CHUNK_BYTES = 16 * 1024 };

struct arena_chunk {
	struct arena_chunk *next;
	size_t used, size;
	alignas(max_align_t) unsigned char bytes[];
};

static struct arena_chunk *chunk_new(size_t need, struct arena_chunk *next)
{
	size_t size = need > CHUNK_BYTES ? need : CHUNK_BYTES;
	struct arena_chunk *c = mem_alloc(sizeof *c + size);

	c->size = size;
	c->next = next;
	return c;
}

void *arena_alloc(struct arena *a, size_t size)
{
	size_t align = alignof(max_align_t);

	if (size > SIZE_MAX / 2)
		abort();
	size = (size + align - 1) / align * align;
	if (!a->chunks || a->chunks->size - a->chunks->used < size)
		a->chunks = chunk_new(size, a->chunks);
	void *p = a->chunks->bytes + a->chunks->used;

	a->chunks->used += size;
	return p;
}

char *arena_str(struct arena *a, struct str s)
{
	char *copy = arena_alloc(a, s.n + 1);

	if (s.n)
		memcpy(copy, s.p, s.n);
	return copy;
}

struct str arena_lower(struct arena *a, struct str s)
{
	char *copy = arena_str(a, s);

	for (size_t i = 0; i < s.n; i++)
		copy[i] = ascii_lower(copy[i]);
	return (struct str){copy, s.n};
}

void arena_release(struct arena *a)
{
	while (a->chunks) {
		struct arena_chunk *next = a->chunks->next;

		free(a->chunks);
		a->chunks = next;
	}
}
