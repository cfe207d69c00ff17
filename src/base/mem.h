/* mem - memory that is there or the process is not.
 *
 * A build tool that cannot get a few kilobytes cannot say anything useful either, so allocation
 * failure aborts here and nowhere else. Sizes that come from outside meet a named limit first.
 * An arena holds the nodes of one tree and is released in one go.
 *
 * Owns: what it returned until free() (mem_*) or arena_release (arena_*). Fails: aborts.
 * Threads: none shared. Layer: base.
 *
 *     AUTO(arena_release) struct arena a = {0};
 *     char *name = arena_str(&a, STR("stage"));
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"

void *mem_alloc(size_t size);                         /* zeroed; size 0 gives one byte */
void *mem_grow(void *old, size_t count, size_t size); /* realloc(old, count * size), checked */
char *mem_strdup(const char *s);                      /* NULL stays NULL */
char *mem_fmt(const char *fmt, ...) PRINTF(1, 2);     /* the caller frees */
void mem_release(void *pointer);                      /* for AUTO(mem_release) char *p: frees *p */

struct arena {
	struct arena_chunk *chunks;
};

void *arena_alloc(struct arena *a, size_t size); /* zeroed, aligned for any type */
char *arena_str(struct arena *a, struct str s);  /* NUL-terminated copy */
/* The same with ASCII letters in lower case. */
struct str arena_lower(struct arena *a, struct str s);
void arena_release(struct arena *a); /* idempotent; zero is valid */

#endif
