/* links - the hard links met so far in one source: open addressing over device and inode. */
#include "exec/links.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"

enum { SLOTS_FIRST = 64 };

static size_t slot_of(const struct links *l, dev_t device, ino_t inode)
{
	uint64_t h = ((uint64_t)inode ^ ((uint64_t)device << 40)) * 0x9e3779b97f4a7c15u;
	return (h >> 20) & (l->slots_n - 1);
}

static struct link *find(const struct links *l, dev_t device, ino_t inode)
{
	size_t i = slot_of(l, device, inode);
	while (l->slots[i].path && (l->slots[i].inode != inode || l->slots[i].device != device))
		i = (i + 1) & (l->slots_n - 1);
	return &l->slots[i];
}

static void grow(struct links *l)
{
	struct links wider = {.slots_n = l->slots_n ? 2 * l->slots_n : SLOTS_FIRST, .n = l->n};
	wider.slots = mem_alloc(wider.slots_n * sizeof *wider.slots);
	for (size_t i = 0; i < l->slots_n; i++) {
		if (l->slots[i].path)
			*find(&wider, l->slots[i].device, l->slots[i].inode) = l->slots[i];
	}
	free(l->slots);
	*l = wider;
}

const char *links_meet(struct links *l, const struct stat *st, const char *path)
{
	if (2 * (l->n + 1) > l->slots_n)
		grow(l);
	struct link *link = find(l, st->st_dev, st->st_ino);
	if (link->path)
		return link->path;
	*link = (struct link){.device = st->st_dev, .inode = st->st_ino, .path = mem_strdup(path)};
	l->n++;
	return NULL;
}

void links_release(struct links *l)
{
	for (size_t i = 0; i < l->slots_n; i++)
		free(l->slots[i].path);
	free(l->slots);
	*l = (struct links){0};
}
