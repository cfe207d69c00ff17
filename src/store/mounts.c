/* mounts - the directories of RUN --mount=type=cache, which outlive builds and enter no image. */
#include "store/mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/place.h"
#include "store/txn.h"
#include "sys/fd.h"

enum { PATH_BYTES = 240 };

void cache_mount_release(struct cache_mount *m)
{
	fd_close(&m->fd);
	fd_close(&m->lock_fd);
}

static struct place place_of_mount(const struct cache_mount_request *r)
{
	AUTO(hasher_release) struct hasher h = {0};
	char owner[64];

	snprintf(owner, sizeof owner, "%o %u %u", (unsigned)r->mode, (unsigned)r->uid,
		(unsigned)r->gid);
	hasher_begin(&h, DIGEST_SHA256);
	hasher_field(&h, "id", r->id);
	hasher_field(&h, "owner", str_of(r->explicit_owner ? owner : ""));
	hasher_field(&h, "seed",
		str_of(r->seed.algorithm == DIGEST_NONE ? "" : digest_text(&r->seed).text));
	struct digest d = hasher_end(&h);

	return place_of("mounts", &d, "");
}

/* 1 locked, 0 busy, -1. */
static int take_lock(const struct store *s, const char *path, int how, int *out, struct err *e)
{
	AUTO(fd_close)
	int fd = openat(s->root.fd, path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0) {
		err_sys(e, "cannot open a cache mount's lock");
		return store_failed(e);
	}
	if (fd_lock(fd, how) < 0)
		return errno == EWOULDBLOCK ? 0 : err_sys(e, "cannot lock a cache mount");
	/* When it was of use, for pruning: a hint. */
	futimens(fd, NULL);
	*out = fd_take(&fd);
	return 1;
}

static int make_content(const struct cache_mount_request *r, int fd, struct err *e)
{
	if (r->fill && r->fill(r->context, fd, e) < 0)
		return -1;
	/* Owner before mode: chown clears the set-id bits. */
	if (fchown(fd, r->uid, r->gid) < 0)
		return err_sys(e, "cannot give a cache mount to %u:%u", (unsigned)r->uid,
			(unsigned)r->gid);
	return fchmod(fd, r->mode) < 0 ? err_sys(e, "cannot set a cache mount's mode") : 0;
}

/* Complete before it has a name: another build sees all of it or nothing. Two who make the same
 * one at once (shared users) have made the same thing, and the first stays. */
static int make_directory(
	const struct store *s, const struct cache_mount_request *r, const char *path, struct err *e)
{
	AUTO(txn_release) struct txn t = TXN_NONE;
	AUTO(fd_close) int fd = -1;

	if (txn_begin(s, &t, e) < 0)
		return -1;
	if (mkdirat(t.dir.fd, "cache", 0700) < 0) {
		err_sys(e, "cannot make a cache mount");
		return store_failed(e);
	}
	fd = openat(t.dir.fd, "cache", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return err_sys(e, "cannot make a cache mount");
	if (make_content(r, fd, e) < 0)
		return store_failed(e);
	if (tree_rename_new(&t.dir, "cache", &s->root, path, e) < 0 && e->kind != ERR_EXISTS)
		return store_failed(e);
	return 0;
}

static int open_directory(const struct store *s, const struct cache_mount_request *r,
	const char *path, int *out, struct err *e)
{
	for (int made = 0;; made = 1) {
		*out = openat(s->root.fd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (*out >= 0)
			return 0;
		if (errno != ENOENT || made)
			return err_sys(e, "cannot open a cache mount");
		if (make_directory(s, r, path, e) < 0)
			return -1;
	}
}

static int lock_kind(const struct cache_mount_request *r)
{
	int how = r->sharing == CACHE_MOUNT_SHARED ? LOCK_SH : LOCK_EX;

	/* A private user does not wait for a copy: there are others. */
	return r->wait && r->sharing != CACHE_MOUNT_PRIVATE ? how : how | LOCK_NB;
}

/* `at` is the copy's place. 0 opened, 1 busy. */
static int open_copy(const struct store *s, const struct cache_mount_request *r, const char *at,
	struct cache_mount *out, struct err *e)
{
	AUTO(cache_mount_release) struct cache_mount m = CACHE_MOUNT_NONE;
	char lock[PATH_BYTES + 8];

	snprintf(lock, sizeof lock, "%s.lock", at);
	int locked = take_lock(s, lock, lock_kind(r), &m.lock_fd, e);

	if (locked <= 0)
		return locked < 0 ? -1 : 1;
	if (open_directory(s, r, at, &m.fd, e) < 0)
		return -1;
	*out = m;
	m = CACHE_MOUNT_NONE;
	return 0;
}

int cache_mount_open(const struct store *s, const struct cache_mount_request *request,
	struct cache_mount *out, struct err *e)
{
	struct place at = place_of_mount(request);
	int copies = request->sharing == CACHE_MOUNT_PRIVATE ? CACHE_MOUNT_COPIES_MAX : 1;
	int busy = 1;

	if (mkdirat(s->root.fd, at.path, 0700) < 0 && errno != EEXIST) {
		err_sys(e, "cannot make a cache mount");
		return store_failed(e);
	}
	for (int copy = 0; copy < copies && busy > 0; copy++) {
		char path[PATH_BYTES];

		snprintf(path, sizeof path, "%s/%d", at.path, copy);
		busy = open_copy(s, request, path, out, e);
	}
	if (busy > 0 && request->sharing == CACHE_MOUNT_PRIVATE)
		return err_set(e, ERR_LIMIT, "more than %d steps use the cache `%.*s` at once",
			CACHE_MOUNT_COPIES_MAX, STR_FMT(str_upto(request->id, 200)));
	return busy;
}

int64_t cache_mount_used_s(const struct store *s, const char *path)
{
	char lock[PATH_BYTES];
	struct stat st = {0};

	snprintf(lock, sizeof lock, "%s/0.lock", path);
	if (fstatat(s->root.fd, lock, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	return st.st_mtim.tv_sec;
}
