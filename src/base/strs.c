/* strs - a list of owned texts: argv, a shell, entry points, sources. */
#include "base/strs.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/vec.h"

void strs_add(struct strs *s, struct str text)
{
	vec_push(s, (struct str){str_dup(text), text.n});
}

void strs_copy(struct strs *to, const struct strs *from)
{
	if (to == from)
		return;
	strs_release(to);
	for (size_t i = 0; i < from->n; i++)
		strs_add(to, from->p[i]);
}

bool strs_has(const struct strs *s, struct str text)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->p[i], text))
			return true;
	return false;
}

static int in_order(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

void strs_sort(struct strs *s)
{
	if (s->n)
		qsort(s->p, s->n, sizeof *s->p, in_order);
}

void strs_release(struct strs *s)
{
	for (size_t i = 0; i < s->n; i++)
		free((char *)s->p[i].p);
	vec_release(s);
}

char **strs_argv(const struct strs *s)
{
	char **argv = mem_alloc((s->n + 1) * sizeof *argv);

	for (size_t i = 0; i < s->n; i++)
		argv[i] = (char *)s->p[i].p;
	return argv;
}
