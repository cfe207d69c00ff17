/* stat_cache - the digests of files by stat: what the table knew, and what this run learned.
 *
 * An entry is stored only when both times are RACY_NS older than the moment of learning, so that
 * any later write shows.
 */
#include "store/stat_cache.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

#include "base/mem.h"
#include "base/vec.h"
#include "store/stat_table.h"
#include "sys/fd.h"

enum { ENTRIES_MAX = 200000, FIRST_SLOTS = 256 };
static const int64_t RACY_NS = 2000000000;

struct stat_entries {
	struct stat_entry *p;
	size_t n, capacity;
};

struct stat_cache {
	const struct store *store;
	struct stat_table table;
	unsigned char *used; /* a bit for each record of the table that was of use */
	struct stat_entries learned;
	size_t *slots; /* learned entry + 1 by hash of device and inode */
	size_t slots_n;
};

int stat_cache_open(const struct store *s, struct stat_cache **out, struct err *e)
{
	struct stat_cache *c = mem_alloc(sizeof *c);

	c->store = s;
	if (stat_table_open(s, &c->table, e) < 0) {
		stat_cache_free(&c);
		return -1;
	}
	c->used = mem_alloc(c->table.n / 8 + 1);
	*out = c;
	return 0;
}

void stat_cache_free(struct stat_cache **c)
{
	if (!*c)
		return;
	stat_table_close(&(*c)->table);
	free((*c)->used);
	free((*c)->slots);
	vec_release(&(*c)->learned);
	free(*c);
	*c = NULL;
}

/* The slot of (dev, ino), or the empty one where it belongs. */
static size_t *slot_of(const struct stat_cache *c, uint64_t dev, uint64_t ino)
{
	uint64_t h = (ino * 0x9e3779b97f4a7c15u) ^ (dev * 0xc2b2ae3d27d4eb4fu);
	size_t at = (size_t)(h >> 32) & (c->slots_n - 1);

	for (; c->slots[at]; at = (at + 1) & (c->slots_n - 1)) {
		const struct stat_entry *l = &c->learned.p[c->slots[at] - 1];

		if (l->dev == dev && l->ino == ino)
			break;
	}
	return &c->slots[at];
}

static void make_slots(struct stat_cache *c, size_t n)
{
	free(c->slots);
	c->slots_n = n;
	c->slots = mem_alloc(n * sizeof *c->slots);
	for (size_t i = 0; i < c->learned.n; i++)
		*slot_of(c, c->learned.p[i].dev, c->learned.p[i].ino) = i + 1;
}

static void learn(struct stat_cache *c, const struct stat_entry *entry)
{
	if (c->learned.n * 2 >= c->slots_n)
		make_slots(c, c->slots_n ? c->slots_n * 2 : FIRST_SLOTS);
	size_t *slot = slot_of(c, entry->dev, entry->ino);

	if (*slot) {
		c->learned.p[*slot - 1] = *entry;
		return;
	}
	vec_push(&c->learned, *entry);
	*slot = c->learned.n;
}

static const struct stat_entry *find_learned(const struct stat_cache *c, const struct stat *st)
{
	size_t slot = c->slots ? *slot_of(c, st->st_dev, st->st_ino) : 0;

	return slot && stat_entry_is(&c->learned.p[slot - 1], st) ? &c->learned.p[slot - 1] : NULL;
}

bool stat_cache_find(struct stat_cache *c, const struct stat *st, struct digest *out)
{
	const struct stat_entry *found = find_learned(c, st);

	if (!found && (found = stat_table_find(&c->table, st)) != NULL) {
		size_t i = (size_t)(found - c->table.p);

		c->used[i / 8] |= (unsigned char)(1u << (i % 8));
	}
	if (!found)
		return false;
	*out = (struct digest){.algorithm = DIGEST_SHA256};
	memcpy(out->bytes, found->sha256, sizeof found->sha256);
	return true;
}

void stat_cache_learn(struct stat_cache *c, const struct stat *st, const struct digest *d)
{
	struct stat_entry entry;
	struct timespec now = {0};

	if (d->algorithm != DIGEST_SHA256 || clock_gettime(CLOCK_REALTIME, &now) < 0 ||
		c->learned.n >= ENTRIES_MAX)
		return;
	int64_t settled_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec - RACY_NS;

	stat_entry_make(&entry, st, d, 0);
	if (entry.mtime_ns < settled_ns && entry.ctime_ns < settled_ns)
		learn(c, &entry);
}

/* Appends one entry of the sorted union of a and b; of two with the same identity, b's. */
static void take_next(struct stat_entries *out, const struct stat_table *a, size_t *i,
	const struct stat_entries *b, size_t *j)
{
	int order = *i == a->n ? 1 : *j == b->n ? -1 : stat_entry_order(&a->p[*i], &b->p[*j]);

	vec_push(out, order < 0 ? a->p[*i] : b->p[*j]);
	*i += order <= 0;
	*j += order >= 0;
}

static int by_generation(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Down to ENTRIES_MAX: whole old generations first, then from the front of the oldest kept. */
static void drop_oldest(struct stat_entries *list)
{
	size_t excess = list->n > ENTRIES_MAX ? list->n - ENTRIES_MAX : 0, kept = 0, older = 0;

	if (!excess)
		return;
	AUTO(mem_release) uint32_t *generations = mem_alloc(list->n * sizeof *generations);

	for (size_t i = 0; i < list->n; i++)
		generations[i] = list->p[i].generation;
	qsort(generations, list->n, sizeof *generations, by_generation);
	uint32_t oldest_kept = generations[excess];

	while (older < excess && generations[older] < oldest_kept)
		older++;
	size_t of_oldest = excess - older;

	for (size_t i = 0; i < list->n; i++) {
		uint32_t g = list->p[i].generation;

		if (g < oldest_kept || (g == oldest_kept && of_oldest && of_oldest--))
			continue;
		list->p[kept++] = list->p[i];
	}
	list->n = kept;
}

/* What was learned and what was of use, as entries of the new generation, sorted. */
static void collect_ours(const struct stat_cache *c, uint32_t generation, struct stat_entries *out)
{
	for (size_t i = 0; i < c->learned.n; i++)
		vec_push(out, c->learned.p[i]);
	for (size_t i = 0; i < c->table.n; i++) {
		const struct stat_entry *e = &c->table.p[i];
		size_t slot = *slot_of(c, e->dev, e->ino);

		if (!slot && c->used[i / 8] & (1u << (i % 8)))
			vec_push(out, *e);
	}
	for (size_t i = 0; i < out->n; i++) {
		out->p[i].generation = generation;
		stat_entry_seal(&out->p[i]);
	}
	qsort(out->p, out->n, sizeof *out->p, stat_entry_order);
}

static void release_entries(struct stat_entries *list)
{
	vec_release(list);
}

static int merge(const struct stat_cache *c, const struct stat_table *now, struct err *e)
{
	AUTO(release_entries) struct stat_entries ours = {0};
	AUTO(release_entries) struct stat_entries all = {0};
	uint32_t generation = now->generation + 1;

	collect_ours(c, generation, &ours);
	for (size_t i = 0, j = 0; i < now->n || j < ours.n;)
		take_next(&all, now, &i, &ours, &j);
	drop_oldest(&all);
	return stat_table_write(c->store, all.p, all.n, generation, e);
}

int stat_cache_save(struct stat_cache *c, struct err *e)
{
	AUTO(stat_table_close) struct stat_table now = {0};

	if (!c->learned.n)
		return 0;
	AUTO(fd_close)
	int lock = openat(c->store->root.fd, "stat-cache.lock",
		O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (lock < 0)
		return err_sys(e, "cannot open the lock of the cache of file digests");
	if (fd_lock(lock, LOCK_EX) < 0)
		return err_sys(e, "cannot lock the cache of file digests");
	if (stat_table_open(c->store, &now, e) < 0 || merge(c, &now, e) < 0)
		return -1;
	c->learned.n = 0;
	make_slots(c, FIRST_SLOTS);
	return 0;
}
