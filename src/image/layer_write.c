/* layer_write - a snapshot directory as one deterministic tar.
 *
 * A thread walks and reads into a ring of blocks; the calling thread hashes them and hands them to
 * the sink, so that two processors work and the whole tar is nowhere. Each directory is listed
 * whiteouts first, then bytewise; the first name of a linked inode in that order is the file, the
 * others are links to it. Nothing but the directory enters: no clock, no names of users, no device
 * or inode numbers, no directory order.
 */
#include "image/layer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/map.h"
#include "codec/tar.h"
#include "image/ring.h"
#include "image/whiteout.h"
#include "image/xattrs.h"
#include "sys/fd.h"
#include "sys/walk.h"

static const char zeros[2 * TAR_BLOCK_BYTES]; /* padding, and the end of a tar */

struct writer {
	int root_fd;
	struct ring *ring;
	struct layer *out;
	struct buf header;
	struct map links; /* device and inode of a file with several names to its first path */
};

static void writer_release(struct writer *w)
{
	buf_release(&w->header);
	map_release(&w->links);
}

static int put_header(struct writer *w, const struct tar_entry *entry, struct err *e)
{
	buf_clear(&w->header);
	if (tar_header(entry, &w->header, e) < 0)
		return -1;
	w->out->entries++;
	return ring_put(w->ring, w->header.p, w->header.n, e);
}

static int put_zeros(struct writer *w, size_t n, struct err *e)
{
	return ring_put(w->ring, zeros, n, e);
}

static int put_content(struct writer *w, int fd, uint64_t size, struct err *e)
{
	for (uint64_t left = size; left > 0;) {
		size_t room;
		char *to = ring_room(w->ring, &room);
		ssize_t n = fd_read_full(fd, to, room < left ? room : (size_t)left);

		if (n < 0)
			return err_sys(e, "cannot read");
		if (n == 0)
			return err_set(e, ERR_INVALID, "the file shrank while it was read");
		if (ring_filled(w->ring, (size_t)n, e) < 0)
			return -1;
		left -= (uint64_t)n;
	}
	w->out->disk_bytes += layer_disk_bytes(size);
	return put_zeros(w, tar_padding(size), e);
}

static struct tar_entry entry_of(const char *path, const struct stat *st, enum tar_type type)
{
	return (struct tar_entry){
		.path = str_of(path),
		.type = type,
		.mode = st->st_mode & 07777,
		.uid = st->st_uid,
		.gid = st->st_gid,
		.mtime_s = st->st_mtim.tv_sec,
	};
}

/* The mode and the time of a removed name mean nothing: they are what containerd writes. */
static int put_whiteout(struct writer *w, const struct walk_entry *entry, struct err *e)
{
	AUTO(buf_release) struct buf path = {0};
	size_t parent = strlen(entry->path) - strlen(entry->name);

	buf_fmt(&path, "%.*s" WHITEOUT_PREFIX "%s", (int)parent, entry->path, entry->name);
	return put_header(w, &(struct tar_entry){.path = buf_str(&path), .type = TAR_FILE}, e);
}

/* Only a layer that was pulled has it: ours say each name. */
static int put_opaque(struct writer *w, const char *dir, struct err *e)
{
	AUTO(buf_release) struct buf path = {0};

	buf_fmt(&path, "%s/" WHITEOUT_OPAQUE_NAME, dir);
	return put_header(w, &(struct tar_entry){.path = buf_str(&path), .type = TAR_FILE}, e);
}

static int put_dir(struct writer *w, const char *path, int fd, const struct stat *st, struct err *e)
{
	AUTO(map_release) struct map xattrs = {0};
	struct tar_entry t = entry_of(path, st, TAR_DIR);

	if (xattrs_read(fd, &xattrs, e) < 0)
		return -1;
	t.xattrs = &xattrs;
	w->out->disk_bytes += layer_disk_bytes(1);
	if (put_header(w, &t, e) < 0)
		return -1;
	return whiteout_is_opaque(fd) ? put_opaque(w, path, e) : 0;
}

static int open_entry(const struct walk_entry *entry, int flags, int *fd, struct err *e)
{
	*fd = openat(entry->dirfd, entry->name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags);
	return *fd < 0 ? err_sys(e, "cannot open") : 0;
}

/* A file with several names, an earlier one of which is in the tar: *first is it. */
static bool find_link(struct writer *w, const struct walk_entry *entry, struct str *first)
{
	const uint64_t inode[2] = {entry->st->st_dev, entry->st->st_ino};
	const struct str key = {(const char *)inode, sizeof inode}, *known;

	if (entry->st->st_nlink < 2)
		return false;
	known = map_get(&w->links, key);
	if (!known) {
		map_set(&w->links, key, str_of(entry->path));
		return false;
	}
	*first = *known;
	return true;
}

static int put_file(struct writer *w, const struct walk_entry *entry, struct err *e)
{
	AUTO(map_release) struct map xattrs = {0};
	AUTO(fd_close) int fd = -1;
	struct tar_entry t = entry_of(entry->path, entry->st, TAR_FILE);

	if (open_entry(entry, 0, &fd, e) < 0 || xattrs_read(fd, &xattrs, e) < 0)
		return -1;
	t.xattrs = &xattrs;
	t.size_bytes = (uint64_t)entry->st->st_size;
	if (put_header(w, &t, e) < 0)
		return -1;
	return put_content(w, fd, t.size_bytes, e);
}

static int put_symlink(struct writer *w, const struct walk_entry *entry, struct err *e)
{
	struct tar_entry t = entry_of(entry->path, entry->st, TAR_SYMLINK);
	char target[TAR_PATH_BYTES];
	ssize_t n = readlinkat(entry->dirfd, entry->name, target, sizeof target);

	if (n < 0)
		return err_sys(e, "cannot read the link");
	t.link = (struct str){target, (size_t)n};
	return put_header(w, &t, e);
}

static int put_entry(struct writer *w, const struct walk_entry *entry, struct err *e)
{
	struct tar_entry t = entry_of(entry->path, entry->st, TAR_HARDLINK);
	AUTO(fd_close) int fd = -1;

	if (whiteout_is(entry->st))
		return put_whiteout(w, entry, e);
	if (S_ISDIR(entry->st->st_mode))
		return open_entry(entry, O_DIRECTORY, &fd, e) < 0
			       ? -1
			       : put_dir(w, entry->path, fd, entry->st, e);
	if (find_link(w, entry, &t.link))
		return put_header(w, &t, e);
	if (S_ISREG(entry->st->st_mode))
		return put_file(w, entry, e);
	if (S_ISLNK(entry->st->st_mode))
		return put_symlink(w, entry, e);
	t.type = TAR_FIFO;
	if (S_ISFIFO(entry->st->st_mode))
		return put_header(w, &t, e);
	return err_set(e, ERR_INVALID, "neither a file, a link, a directory nor a FIFO");
}

static int enter(void *context, const struct walk_entry *entry, struct err *e)
{
	if (put_entry(context, entry, e) < 0)
		return err_during(e, "writing `/%s` into a layer", entry->path);
	return WALK_ON;
}

static int whiteouts_first(const struct walk_entry *a, const struct walk_entry *b)
{
	int order = whiteout_is(b->st) - whiteout_is(a->st);

	return order != 0 ? order : strcmp(a->name, b->name);
}

static int put_root(struct writer *w, struct err *e)
{
	struct stat st;

	if (!xattrs_has_root_mark(w->root_fd))
		return 0;
	if (fstat(w->root_fd, &st) < 0)
		return err_sys(e, "cannot look at the root of a layer");
	return put_dir(w, "", w->root_fd, &st, e);
}

static int make(void *context, struct ring *ring, struct err *e)
{
	struct writer *w = context;
	const struct walk_visitor visitor = {
		.enter = enter, .order = whiteouts_first, .context = w};

	w->ring = ring;
	if (put_root(w, e) < 0 || walk_tree(w->root_fd, &visitor, e) < 0)
		return -1;
	return put_zeros(w, (size_t)2 * TAR_BLOCK_BYTES, e);
}

struct taker {
	struct hasher hasher;
	const struct zip_sink *sink;
	uint64_t bytes;
};

static void taker_release(struct taker *t)
{
	hasher_release(&t->hasher);
}

static int use(void *context, const void *bytes, size_t n, struct err *e)
{
	struct taker *t = context;

	hasher_add(&t->hasher, bytes, n);
	t->bytes += n;
	return t->sink ? t->sink->write(t->sink->context, bytes, n, e) : 0;
}

/* 1 when nothing is in it, 0, or -1. */
static int is_empty(int dirfd, struct err *e)
{
	int fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *names = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	size_t n = 0;

	if (!names) {
		err_sys(e, "cannot open a layer");
		fd_close(&fd);
		return -1;
	}
	while (n <= 2 && (errno = 0, entry = readdir(names)))
		n++;
	bool failed = !entry && errno != 0;

	if (failed)
		err_sys(e, "cannot read a layer");
	closedir(names);
	return failed ? -1 : n <= 2; /* itself and its parent */
}

/* Most RUN steps that only look make such a layer: its end marker is not worth a thread. */
static int use_nothing(struct taker *t, struct err *e)
{
	return use(t, zeros, sizeof zeros, e);
}

int layer_write(int snapshot_fd, const struct zip_sink *sink, struct layer *out, struct err *e)
{
	AUTO(writer_release) struct writer w = {.root_fd = snapshot_fd, .out = out};
	AUTO(taker_release) struct taker t = {.sink = sink};
	const struct ring_ends ends = {make, &w, use, &t};
	int empty = xattrs_has_root_mark(snapshot_fd) ? 0 : is_empty(snapshot_fd, e);

	*out = (struct layer){0};
	hasher_begin(&t.hasher, DIGEST_SHA256);
	if (empty < 0 || (empty ? use_nothing(&t, e) : ring_run(&ends, e)) < 0)
		return -1;
	out->diff_id = hasher_end(&t.hasher);
	out->tar_bytes = t.bytes;
	return 0;
}
