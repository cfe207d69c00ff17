/* map - text to text in order of insertion. */
#include "base/map.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/vec.h"

enum { SMALL = 16 };

static size_t slot_of(const struct map *m, struct str key)
{
	return hash_of(&m->secret, key) & (m->slots - 1);
}

static void index_add(struct map *m, size_t entry)
{
	size_t at = slot_of(m, m->p[entry].key);

	while (m->index[at])
		at = (at + 1) & (m->slots - 1);
	m->index[at] = entry + 1;
}

static void index_drop(struct map *m)
{
	mem_release(&m->index);
	m->slots = 0;
}

static void index_build(struct map *m)
{
	index_drop(m);
	if (m->n <= SMALL)
		return;
	hash_secret_make(&m->secret);
	m->slots = 64;
	while (m->slots < m->n * 4)
		m->slots *= 2;
	m->index = mem_alloc(m->slots * sizeof *m->index);
	for (size_t i = 0; i < m->n; i++)
		index_add(m, i);
}

static size_t find(const struct map *m, struct str key)
{
	if (!m->index) {
		for (size_t i = 0; i < m->n; i++)
			if (str_eq(m->p[i].key, key))
				return i;
		return m->n;
	}
	for (size_t at = slot_of(m, key); m->index[at]; at = (at + 1) & (m->slots - 1))
		if (str_eq(m->p[m->index[at] - 1].key, key))
			return m->index[at] - 1;
	return m->n;
}

static struct str copy(struct str s)
{
	return (struct str){str_dup(s), s.n};
}

static void drop(struct str s)
{
	free((char *)s.p);
}

void map_set(struct map *m, struct str key, struct str value)
{
	size_t i = find(m, key);

	if (i < m->n) {
		struct str old = m->p[i].value;

		m->p[i].value = copy(value);
		drop(old);
		return;
	}
	vec_push(m, (struct map_entry){copy(key), copy(value)});
	if (m->n > SMALL && m->n * 2 > m->slots)
		index_build(m);
	else if (m->index)
		index_add(m, m->n - 1);
}

const struct str *map_get(const struct map *m, struct str key)
{
	size_t i = find(m, key);

	return i < m->n ? &m->p[i].value : NULL;
}

bool map_has(const struct map *m, struct str key)
{
	return find(m, key) < m->n;
}

void map_copy(struct map *to, const struct map *from)
{
	if (to == from)
		return;
	map_release(to);
	for (size_t i = 0; i < from->n; i++)
		map_set(to, from->p[i].key, from->p[i].value);
}

static int by_key(const void *a, const void *b)
{
	return str_cmp(((const struct map_entry *)a)->key, ((const struct map_entry *)b)->key);
}

void map_sort(struct map *m)
{
	if (m->n)
		qsort(m->p, m->n, sizeof *m->p, by_key);
	index_build(m);
}

void map_release(struct map *m)
{
	for (size_t i = 0; i < m->n; i++) {
		drop(m->p[i].key);
		drop(m->p[i].value);
	}
	index_drop(m);
	vec_release(m);
}
