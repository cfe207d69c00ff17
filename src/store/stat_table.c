/* stat_table - the file behind the stat cache: a mapped, sorted array of fixed records. */
#include "store/stat_table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "store/draft.h"
#include "sys/fd.h"

struct header {
	char magic[8];
	uint32_t entry_bytes, generation;
	uint64_t n;
};

static const char magic[8] = "lichenS1";

static int64_t ns_of(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static uint32_t check_of(const struct stat_entry *entry)
{
	const unsigned char *p = (const unsigned char *)entry;
	uint32_t h = 2166136261u; /* FNV-1a: against damage, not against anybody */

	for (size_t i = 0; i < offsetof(struct stat_entry, check); i++)
		h = (h ^ p[i]) * 16777619u;
	return h;
}

void stat_entry_seal(struct stat_entry *entry)
{
	entry->check = check_of(entry);
}

void stat_entry_make(
	struct stat_entry *out, const struct stat *st, const struct digest *d, uint32_t generation)
{
	memset(out, 0, sizeof *out);
	out->dev = st->st_dev;
	out->ino = st->st_ino;
	out->size_bytes = (uint64_t)st->st_size;
	out->mtime_ns = ns_of(st->st_mtim);
	out->ctime_ns = ns_of(st->st_ctim);
	memcpy(out->sha256, d->bytes, sizeof out->sha256);
	out->generation = generation;
	stat_entry_seal(out);
}

bool stat_entry_is(const struct stat_entry *entry, const struct stat *st)
{
	return entry->dev == st->st_dev && entry->ino == st->st_ino &&
	       entry->size_bytes == (uint64_t)st->st_size &&
	       entry->mtime_ns == ns_of(st->st_mtim) && entry->ctime_ns == ns_of(st->st_ctim) &&
	       entry->check == check_of(entry);
}

int stat_entry_order(const void *a, const void *b)
{
	const struct stat_entry *x = a, *y = b;

	if (x->dev != y->dev)
		return x->dev < y->dev ? -1 : 1;
	return x->ino == y->ino ? 0 : x->ino < y->ino ? -1 : 1;
}

void stat_table_close(struct stat_table *t)
{
	if (t->map)
		munmap(t->map, t->map_bytes);
	*t = (struct stat_table){0};
}

static bool accept(struct stat_table *t)
{
	const struct header *h = t->map;

	if (t->map_bytes < sizeof *h || memcmp(h->magic, magic, sizeof magic) != 0 ||
		h->entry_bytes != sizeof(struct stat_entry))
		return false;
	if (h->n != (t->map_bytes - sizeof *h) / sizeof(struct stat_entry))
		return false;
	t->p = (const struct stat_entry *)(h + 1);
	t->n = h->n;
	t->generation = h->generation;
	return true;
}

int stat_table_open(const struct store *s, struct stat_table *out, struct err *e)
{
	AUTO(fd_close)
	int fd = openat(s->root.fd, "stat-cache", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	*out = (struct stat_table){0};
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_sys(e, "cannot open the cache of file digests");
	if (st.st_size < (off_t)sizeof(struct header))
		return 0;
	out->map_bytes = (size_t)st.st_size;
	out->map = mmap(NULL, out->map_bytes, PROT_READ, MAP_SHARED, fd, 0);
	if (out->map == MAP_FAILED) {
		out->map = NULL;
		return err_sys(e, "cannot map the cache of file digests");
	}
	if (!accept(out))
		stat_table_close(out);
	return 0;
}

const struct stat_entry *stat_table_find(const struct stat_table *t, const struct stat *st)
{
	struct stat_entry wanted = {.dev = st->st_dev, .ino = st->st_ino};
	const struct stat_entry *found =
		t->n ? bsearch(&wanted, t->p, t->n, sizeof *t->p, stat_entry_order) : NULL;

	return found && stat_entry_is(found, st) ? found : NULL;
}

int stat_table_write(const struct store *s, const struct stat_entry *entries, size_t n,
	uint32_t generation, struct err *e)
{
	AUTO(draft_release) struct draft d = DRAFT_NONE;
	struct header h = {.entry_bytes = sizeof *entries, .generation = generation, .n = n};

	memcpy(h.magic, magic, sizeof magic);
	if (draft_begin(s, &d, e) < 0)
		return -1;
	if (fd_write_full(d.fd, &h, sizeof h, e) < 0 ||
		fd_write_full(d.fd, entries, n * sizeof *entries, e) < 0)
		return store_failed(e);
	return draft_commit(&d, "stat-cache", e);
}
