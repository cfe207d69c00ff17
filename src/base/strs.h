/* strs - a list of owned texts: argv, a shell, entry points, sources.
 *
 * Owns: copies of its texts, each NUL-terminated. Fails: aborts when memory is gone. Layer: base.
 *
 *     AUTO(strs_release) struct strs argv = {0};
 *     strs_add(&argv, STR("/bin/sh"));
 */
#ifndef BASE_STRS_H
#define BASE_STRS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"

struct strs {
	struct str *p;
	size_t n, capacity;
};

void strs_add(struct strs *s, struct str text);
void strs_copy(struct strs *to, const struct strs *from); /* to is released first */
bool strs_has(const struct strs *s, struct str text);
void strs_sort(struct strs *s); /* bytewise */
void strs_release(struct strs *s);

/* A NULL-terminated argv that borrows the texts; the caller frees the array alone. */
char **strs_argv(const struct strs *s);

#endif
