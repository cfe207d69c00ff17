/* layer_apply - a hostile tar stream into a snapshot directory.
 *
 * codec/tar has refused what readers read differently, entry_path names that leave, and unpack
 * everything that would touch more than this directory. What remains here is which entry is what,
 * and the budgets.
 */
#include "image/layer.h"

#include <string.h>

#include "codec/tar.h"
#include "image/entry_path.h"
#include "image/unpack.h"
#include "image/whiteout.h"
#include "image/xattrs.h"
#include "sys/fd.h"
#include "sys/idmap.h"

struct applier {
	struct unpack unpack;
	struct tar_reader *tar;
	struct hasher hasher;
	uint64_t tar_bytes, disk_bytes;
	uint64_t entries, devices;
};

static void applier_release(struct applier *a)
{
	unpack_release(&a->unpack);
	tar_reader_free(&a->tar);
	hasher_release(&a->hasher);
}

static int tap(void *context, const void *bytes, size_t n, struct err *e)
{
	struct applier *a = context;

	(void)e;
	hasher_add(&a->hasher, bytes, n);
	a->tar_bytes += n;
	return 0;
}

/* What a layer carries, of what the tar has; capabilities in their plain form. */
static int choose_xattrs(const struct tar_entry *entry, struct map *out, struct err *e)
{
	for (size_t i = 0; entry->xattrs && i < entry->xattrs->n; i++) {
		const struct map_entry *x = &entry->xattrs->p[i];
		unsigned char plain[XATTRS_CAPABILITY_BYTES];
		size_t n;

		if (!xattrs_carried(x->key))
			continue;
		if (!str_eq(x->key, STR(XATTRS_CAPABILITY))) {
			map_set(out, x->key, x->value);
			continue;
		}
		if (xattrs_capability(x->value, plain, &n, e) < 0)
			return -1;
		map_set(out, x->key, (struct str){(const char *)plain, n});
	}
	return 0;
}

static struct unpack_attributes attributes_of(const struct tar_entry *entry)
{
	int64_t s = entry->mtime_s < 0 ? 0 : entry->mtime_s;

	return (struct unpack_attributes){
		.mode = entry->mode,
		.uid = entry->uid,
		.gid = entry->gid,
		.mtime = {.tv_sec = s > LAYER_TIME_MAX_S ? LAYER_TIME_MAX_S : s},
	};
}

static int copy_data(struct applier *a, int fd, struct err *e)
{
	struct str piece;
	int more;

	while ((more = tar_data(a->tar, &piece, e)) > 0)
		if (fd_write_full(fd, piece.p, piece.n, e) < 0)
			return -1;
	return more;
}

static int apply_file(struct applier *a, const struct entry_path *path,
	const struct tar_entry *entry, const struct map *xattrs, struct err *e)
{
	const struct unpack_attributes attributes = attributes_of(entry);
	AUTO(fd_close) int fd = -1;

	if (unpack_file(&a->unpack, path, &fd, e) < 0 || copy_data(a, fd, e) < 0)
		return -1;
	a->disk_bytes += layer_disk_bytes(entry->size_bytes);
	return unpack_file_end(&a->unpack, fd, &attributes, xattrs, e);
}

static int apply_dir(struct applier *a, const struct entry_path *path,
	const struct tar_entry *entry, const struct map *xattrs, struct err *e)
{
	const struct unpack_attributes attributes = attributes_of(entry);

	a->disk_bytes += layer_disk_bytes(1);
	return unpack_dir(&a->unpack, path, &attributes, xattrs, e);
}

static int apply_special(struct applier *a, const struct entry_path *path,
	const struct tar_entry *entry, struct err *e)
{
	const struct unpack_attributes attributes = attributes_of(entry);
	char target[TAR_PATH_BYTES];

	if (entry->type == TAR_FIFO)
		return unpack_special(&a->unpack, path, NULL, &attributes, e);
	if (entry->link.n >= sizeof target)
		return err_set(e, ERR_LIMIT, "the target of the link is longer than %zu bytes",
			sizeof target - 1);
	memcpy(target, entry->link.p, entry->link.n);
	target[entry->link.n] = '\0';
	return unpack_special(&a->unpack, path, target, &attributes, e);
}

static int apply_hard_link(struct applier *a, const struct entry_path *path,
	const struct tar_entry *entry, struct err *e)
{
	struct entry_path target;

	if (entry_path_read(entry->link, &target, e) < 0)
		return -1;
	return unpack_hard_link(&a->unpack, path, &target, e);
}

/* AUFS wrote its whiteouts as hard links to one file; all others are files. */
static int apply_whiteout(struct applier *a, const struct entry_path *path,
	const struct tar_entry *entry, struct err *e)
{
	struct str hidden;
	bool leftover = whiteout_kind(str_of(entry_path_name(path)), &hidden) == WHITEOUT_LEFTOVER;

	if (!leftover && entry->type != TAR_FILE && entry->type != TAR_HARDLINK)
		return err_set(e, ERR_INVALID, "a whiteout that is no file");
	return unpack_whiteout(&a->unpack, path, e);
}

static int apply_entry(struct applier *a, const struct tar_entry *entry, struct err *e)
{
	AUTO(map_release) struct map xattrs = {0};
	struct entry_path path;

	if (entry->path.n == 0)
		path = (struct entry_path){0};
	else if (entry_path_read(entry->path, &path, e) < 0)
		return -1;
	if (whiteout_is_reserved(entry_path_name(&path)))
		return apply_whiteout(a, &path, entry, e);
	if (choose_xattrs(entry, &xattrs, e) < 0)
		return -1;
	switch (entry->type) {
	case TAR_FILE: return apply_file(a, &path, entry, &xattrs, e);
	case TAR_DIR: return apply_dir(a, &path, entry, &xattrs, e);
	case TAR_HARDLINK: return apply_hard_link(a, &path, entry, e);
	case TAR_SYMLINK:
	case TAR_FIFO: return apply_special(a, &path, entry, e);
	case TAR_CHAR:
	case TAR_BLOCK: break;
	}
	/* No user namespace makes device nodes, and runtimes bring their own /dev. */
	a->devices++;
	return 0;
}

static int apply_all(struct applier *a, struct err *e)
{
	const struct tar_entry *entry;
	int more;

	while ((more = tar_next(a->tar, &entry, e)) > 0) {
		a->entries++;
		if (apply_entry(a, entry, e) < 0)
			return err_during(e, "unpacking the entry `%.*s`", STR_FMT(entry->path));
	}
	if (more < 0)
		return -1;
	return unpack_end(&a->unpack, e);
}

int layer_apply(int blob_fd, int into_fd, const struct layer_limits *limits, struct layer *out,
	struct err *e)
{
	AUTO(applier_release) struct applier a = {0};
	const struct zip_sink sink = {tap, &a};
	const struct tar_rules rules = {
		.bytes_max = limits->expanded_bytes,
		.entries_max = limits->entries,
		.tap = &sink,
	};

	unpack_begin(&a.unpack, into_fd, idmap_count());
	hasher_begin(&a.hasher, DIGEST_SHA256);
	if (tar_reader_new(blob_fd, &rules, &a.tar, e) < 0 || apply_all(&a, e) < 0)
		return -1;
	*out = (struct layer){
		.diff_id = hasher_end(&a.hasher),
		.tar_bytes = a.tar_bytes,
		.disk_bytes = a.disk_bytes,
		.entries = a.entries,
		.skipped_devices = a.devices,
		.implied_dirs = a.unpack.implied_dirs,
	};
	return 0;
}
