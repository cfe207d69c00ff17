/* step_caches - the cache mounts of one RUN, locked in an order that all steps share.
 *
 * Two steps that want the same two caches for themselves would wait for each other forever if each
 * took them in the order of its own line: so they are taken in the order of their identities. A
 * step that names one cache twice holds it once, in the strictest of its ways.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "build/gather.h"
#include "build/step_mounts.h"

struct wanted {
	const struct run_mount *mount;
	const struct source_root *from; /* NULL: empty at first */
	size_t slot;
	struct digest seed;
	enum cache_sharing sharing;
	struct stat top; /* of what it begins with */
};

static int compare_numbers(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_owners(const struct run_mount *a, const struct run_mount *b)
{
	int order = compare_numbers(a->owner_set, b->owner_set);

	if (order || !a->owner_set)
		return order;
	order = compare_numbers(a->mode, b->mode);
	if (order == 0)
		order = compare_numbers(a->uid, b->uid);
	return order ? order : compare_numbers(a->gid, b->gid);
}

static int compare(const void *left, const void *right)
{
	const struct wanted *a = left;
	const struct wanted *b = right;
	int order = strcmp(a->mount->id, b->mount->id);

	if (order == 0)
		order = compare_owners(a->mount, b->mount);
	if (order == 0)
		order = memcmp(a->seed.bytes, b->seed.bytes, sizeof a->seed.bytes);
	return order;
}

static int fill(void *context, int dirfd, struct err *e)
{
	const struct wanted *w = context;
	AUTO(rootfs_close) struct rootfs to = ROOTFS_NONE;
	struct gather_mount g;

	gather_mount_request(w->mount, w->from, "/", &g);
	return rootfs_of(dirfd, &to, e) < 0 ? -1 : files_copy(&g.request, &to, e);
}

/* What a new cache begins with is a part of its identity. */
static int find_seed(const struct store *store, struct wanted *w, struct err *e)
{
	if (!w->from)
		return 0;
	if (rootfs_stat(&w->from->root, w->mount->source, &w->top, e) < 0)
		return -1;
	if (!S_ISDIR(w->top.st_mode))
		return err_set(e, ERR_INVALID, "a cache begins with a directory, and `%s` is none",
			w->mount->source);
	struct gather_input input;

	if (gather_mount(store, w->mount, w->from, &input, e) < 0)
		return -1;
	w->seed = input.content;
	return 0;
}

static struct cache_mount_request make_request(struct wanted *w)
{
	static const enum cache_mount_sharing sharings[] = {
		[SHARING_SHARED] = CACHE_MOUNT_SHARED,
		[SHARING_PRIVATE] = CACHE_MOUNT_PRIVATE,
		[SHARING_LOCKED] = CACHE_MOUNT_LOCKED,
	};
	const struct run_mount *m = w->mount;
	struct cache_mount_request request = {
		.id = str_of(m->id),
		.sharing = sharings[w->sharing],
		.explicit_owner = m->owner_set,
		.mode = m->mode,
		.uid = m->uid,
		.gid = m->gid,
		.seed = w->seed,
		.fill = w->from ? fill : NULL,
		.context = w,
		.wait = true,
	};

	if (!m->owner_set && w->from && !origin_is_context(&m->from)) {
		request.mode = w->top.st_mode & 07777;
		request.uid = w->top.st_uid;
		request.gid = w->top.st_gid;
	}
	return request;
}

/* Without from=, source= names a directory of the cache; a link in it leads nowhere else. */
static int open_slot(const struct wanted *w, int cache_fd, int *out, struct err *e)
{
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;

	if (rootfs_of(cache_fd, &root, e) < 0)
		return -1;
	return rootfs_open(
		&root, w->from ? "/" : w->mount->source, O_PATH | O_DIRECTORY, 0, out, e);
}

/* The first of n that are the same cache. */
static int open_group(const struct store *store, struct wanted *group, size_t n,
	struct step_mounts *out, struct err *e)
{
	struct cache_mount cache = CACHE_MOUNT_NONE;

	for (size_t i = 1; i < n; i++)
		if (group[i].sharing > group->sharing)
			group->sharing = group[i].sharing;
	struct cache_mount_request request = make_request(group);

	if (cache_mount_open(store, &request, &cache, e) != 0)
		return -1;
	vec_push(&out->caches, cache);
	for (size_t i = 0; i < n; i++)
		if (open_slot(&group[i], cache.fd, &out->fds.p[group[i].slot], e) < 0)
			return err_during(e, "mounting the cache `%s`", group[i].mount->id);
	return 0;
}

static int open_groups(const struct store *store, struct wanted *list, size_t n,
	struct step_mounts *out, struct err *e)
{
	for (size_t i = 0, same = 0; i < n; i += same) {
		for (same = 1; i + same < n && compare(&list[i], &list[i + same]) == 0;)
			same++;
		if (open_group(store, &list[i], same, out, e) < 0)
			return -1;
	}
	return 0;
}

int step_caches_open(const struct step_work *work, struct step_mounts *out, struct err *e)
{
	const struct run *run = &work->step->run;
	AUTO(mem_release) struct wanted *list = mem_alloc((run->mounts.n + 1) * sizeof *list);
	size_t n = 0;

	for (size_t i = 0; i < run->mounts.n; i++) {
		const struct run_mount *m = &run->mounts.p[i];

		if (m->type != MOUNT_CACHE)
			continue;
		list[n] = (struct wanted){
			.mount = m,
			.from = work->mount_sources ? work->mount_sources[i] : NULL,
			.slot = i,
			.sharing = m->sharing,
		};
		if (find_seed(work->store, &list[n++], e) < 0)
			return err_during(e, "filling the cache `%s`", m->id);
	}
	qsort(list, n, sizeof *list, compare);
	return open_groups(work->store, list, n, out, e);
}
