/* extract - ADD of a local archive: its entries below a directory of a rootfs.
 *
 * Names come clean and clamped from codec/tar; links are what remains. Every path is resolved by
 * the kernel inside the destination, and only the entry's own name is used on the directory that
 * came out. That directory is kept for the next entry, unless this one replaces something that the
 * way there may have led through.
 */
#include "exec/extract.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "base/map.h"
#include "codec/tar.h"
#include "exec/deposit.h"
#include "exec/locate.h"
#include "exec/select.h"
#include "sys/copy.h"
#include "sys/fd.h"
#include "sys/idmap.h"
#include "sys/rootfs.h"

enum { IMPLIED_MODE = 0755 };

struct dress {
	mode_t mode;
	uid_t uid;
	gid_t gid;
	int64_t mtime_s;
};

struct extraction {
	const struct extract_rules *rules;
	struct rootfs dest; /* the rules' descriptor */
	struct tar_reader *tar;
	unsigned long ids;     /* that can own something here */
	struct map dirs;       /* path to struct dress, for the end */
	struct buf path, link; /* of the entry in hand, NUL-terminated */
	struct buf parent;     /* the directory that parent_fd is */
	int parent_fd;
};

static void extraction_release(struct extraction *x)
{
	tar_reader_free(&x->tar);
	map_release(&x->dirs);
	buf_release(&x->path);
	buf_release(&x->link);
	buf_release(&x->parent);
	fd_close(&x->parent_fd);
}

static const char *shown(struct extraction *x)
{
	return buf_cstr(&x->path);
}

static struct dress dress_of(const struct extraction *x, const struct tar_entry *entry)
{
	const struct extract_rules *r = x->rules;

	return (struct dress){
		.mode = entry->mode,
		.uid = r->has_owner ? r->uid : entry->uid,
		.gid = r->has_owner ? r->gid : entry->gid,
		.mtime_s = entry->mtime_s,
	};
}

/* Through a link whose target is not there nothing is made: 0, or -1. */
static int check_links(const struct extraction *x, struct str path, struct err *e)
{
	for (size_t n = 0; n < path.n; n++) {
		AUTO(buf_release) struct buf prefix = {0};
		struct stat st;

		n += str_find(str_from(path, n), '/');
		buf_str_add(&prefix, str_upto(path, n));
		if (rootfs_lstat(&x->dest, buf_cstr(&prefix), &st, e) < 0)
			break;
		if (S_ISLNK(st.st_mode) && rootfs_stat(&x->dest, buf_cstr(&prefix), &st, e) < 0)
			return -1;
	}
	if (e->kind != ERR_NOT_FOUND && e->kind != ERR_NONE)
		return -1;
	err_clear(e);
	return 0;
}

static int make_parent(struct extraction *x, struct str parent, int *fd, struct err *e)
{
	AUTO(buf_release) struct buf path = {0};
	const struct rootfs_owner implied = {
		.uid = x->rules->uid,
		.gid = x->rules->gid,
		.mode = IMPLIED_MODE,
		.mtime_s = x->rules->epoch_s,
	};

	buf_str_add(&path, parent);
	if (rootfs_open(&x->dest, buf_cstr(&path), O_RDONLY | O_DIRECTORY, 0, fd, e) == 0)
		return 0;
	if (e->kind != ERR_NOT_FOUND)
		return -1;
	err_clear(e);
	if (check_links(x, parent, e) < 0)
		return -1;
	return rootfs_mkdirs(&x->dest, buf_cstr(&path), &implied, fd, e);
}

static void forget_parent(struct extraction *x)
{
	fd_close(&x->parent_fd);
	buf_clear(&x->parent);
}

/* The directory for the entry in hand; most lie beside the one before. */
static int open_parent(struct extraction *x, struct err *e)
{
	struct str parent = locate_parent(buf_str(&x->path));

	if (x->parent_fd >= 0 && str_eq(parent, buf_str(&x->parent)))
		return 0;
	forget_parent(x);
	if (make_parent(x, parent, &x->parent_fd, e) < 0)
		return -1;
	buf_str_add(&x->parent, parent);
	return 0;
}

/* The spot of the entry in hand. Where a directory or link is replaced, known paths may change. */
static int spot_of(struct extraction *x, const struct tar_entry *entry, struct deposit *d,
	char name[NAME_BYTES], struct err *e)
{
	struct dress dress = dress_of(x, entry);
	struct stat st;

	if (open_parent(x, e) < 0)
		return -1;
	snprintf(name, NAME_BYTES, "%.*s", STR_FMT(locate_base(buf_str(&x->path))));
	*d = (struct deposit){
		.dirfd = x->parent_fd,
		.name = name,
		.shown = shown(x),
		.force = true,
		.mode = dress.mode,
		.uid = dress.uid,
		.gid = dress.gid,
		.mtime = {.tv_sec = dress.mtime_s},
	};
	if (fstatat(x->parent_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0 || S_ISREG(st.st_mode) ||
		(S_ISDIR(st.st_mode) && entry->type == TAR_DIR))
		return 0;
	buf_clear(&x->parent);
	buf_char(&x->parent, '/'); /* no entry's parent: looked up again for the next */
	return 0;
}

static int write_attributes(int fd, const struct map *xattrs, struct err *e)
{
	for (size_t i = 0; xattrs && i < xattrs->n; i++) {
		const struct map_entry *a = &xattrs->p[i];

		if (!copy_xattr_is_allowed(a->key, a->value))
			continue;
		if (fsetxattr(fd, a->key.p, a->value.p, a->value.n, 0) < 0)
			return err_sys(e, "cannot set the attribute `%s`", a->key.p);
	}
	return 0;
}

static int take_dir(struct extraction *x, const struct tar_entry *entry, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	struct dress dress = dress_of(x, entry);
	char name[NAME_BYTES];
	struct deposit d;
	bool made;

	if (x->path.n > 0 &&
		(spot_of(x, entry, &d, name, e) < 0 || deposit_dir(&d, &fd, &made, e) < 0))
		return -1;
	map_set(&x->dirs, buf_str(&x->path), (struct str){(const char *)&dress, sizeof dress});
	return write_attributes(x->path.n > 0 ? fd : x->dest.fd, entry->xattrs, e);
}

static int take_data(struct extraction *x, int fd, struct err *e)
{
	struct str piece;
	int more;

	while ((more = tar_data(x->tar, &piece, e)) > 0) {
		if (fd_write_full(fd, piece.p, piece.n, e) < 0)
			return -1;
	}
	return more;
}

/* Capabilities do not survive a change of owner, nor the time a change of attributes. */
static int take_file(struct extraction *x, const struct tar_entry *entry, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	char name[NAME_BYTES];
	struct deposit d;

	if (spot_of(x, entry, &d, name, e) < 0 || deposit_new(&d, &fd, e) < 0 ||
		take_data(x, fd, e) < 0 || deposit_dress(&d, fd, e) < 0)
		return -1;
	if (!entry->xattrs || entry->xattrs->n == 0)
		return 0;
	if (write_attributes(fd, entry->xattrs, e) < 0)
		return -1;
	return deposit_dress(&d, fd, e);
}

static int take_hard_link(struct extraction *x, const struct tar_entry *entry, struct err *e)
{
	AUTO(fd_close) int dirfd = -1;
	char name[NAME_BYTES], target[NAME_BYTES];
	struct deposit d;

	if (rootfs_parent(&x->dest, buf_cstr(&x->link), &dirfd, target, e) < 0 ||
		spot_of(x, entry, &d, name, e) < 0)
		return -1;
	return deposit_link(&d, dirfd, target, e);
}

static int take_special(struct extraction *x, const struct tar_entry *entry, struct err *e)
{
	char name[NAME_BYTES];
	struct deposit d;

	if (spot_of(x, entry, &d, name, e) < 0)
		return -1;
	if (entry->type == TAR_SYMLINK)
		return deposit_symlink(&d, buf_cstr(&x->link), e);
	return deposit_fifo(&d, e);
}

static int take_entry(struct extraction *x, const struct tar_entry *entry, struct err *e)
{
	if (x->path.n == 0 && entry->type != TAR_DIR)
		return err_set(e, ERR_INVALID, "the archive's root is not a directory");
	switch (entry->type) {
	case TAR_DIR: return take_dir(x, entry, e);
	case TAR_FILE: return take_file(x, entry, e);
	case TAR_HARDLINK: return take_hard_link(x, entry, e);
	case TAR_SYMLINK:
	case TAR_FIFO: return take_special(x, entry, e);
	case TAR_CHAR:
	case TAR_BLOCK: break;
	}
	return err_set(e, ERR_INVALID, "`%s` is a device", shown(x));
}

/* Every component, as parents that no entry describes are made too. */
static int check_names(struct extraction *x, struct err *e)
{
	struct str rest = buf_str(&x->path), name;

	while (rest.n > 0) {
		str_cut(rest, '/', &name, &rest);
		if (select_admit(name, &(struct stat){.st_mode = S_IFREG}, shown(x), e) < 0)
			return -1;
	}
	return 0;
}

static int check_owner(const struct extraction *x, const struct tar_entry *entry, struct err *e)
{
	bool user = entry->uid >= x->ids;

	if (x->rules->has_owner || (!user && entry->gid < x->ids))
		return 0;
	err_set(e, ERR_INVALID, "it belongs to %s id %u, and only 0..%lu are mapped here",
		user ? "user" : "group", (unsigned)(user ? entry->uid : entry->gid), x->ids - 1);
	return err_hint(e, "pack it with --owner=0 --group=0, or give this user a larger range in "
			   "/etc/subuid and /etc/subgid");
}

static int take_next(struct extraction *x, struct err *e)
{
	const struct tar_entry *entry;
	int more = tar_next(x->tar, &entry, e);

	if (more <= 0)
		return more;
	buf_clear(&x->path);
	buf_str_add(&x->path, entry->path);
	buf_clear(&x->link);
	buf_str_add(&x->link, entry->link);
	if (check_names(x, e) < 0 || check_owner(x, entry, e) < 0 || take_entry(x, entry, e) < 0)
		return err_during(e, "unpacking `%s`", shown(x));
	return 1;
}

/* A directory that a later entry replaced has nothing to be dressed. */
static int dress_dir(const struct extraction *x, const struct map_entry *dir, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	struct dress dress;

	memcpy(&dress, dir->value.p, sizeof dress);
	if (rootfs_open(&x->dest, dir->key.p, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0, &fd, e) < 0) {
		if (e->kind != ERR_NOT_FOUND)
			return -1;
		err_clear(e);
		return 0;
	}
	const struct deposit d = {
		.shown = dir->key.p,
		.mode = dress.mode,
		.uid = dress.uid,
		.gid = dress.gid,
		.mtime = {.tv_sec = dress.mtime_s},
	};

	return deposit_dress(&d, fd, e);
}

static int extract(struct extraction *x, struct err *e)
{
	int more;

	while ((more = take_next(x, e)) > 0)
		;
	if (more < 0)
		return -1;
	for (size_t i = x->dirs.n; i-- > 0;) {
		if (dress_dir(x, &x->dirs.p[i], e) < 0)
			return -1;
	}
	return 0;
}

int extract_archive(int fd, const struct extract_rules *rules, struct err *e)
{
	AUTO(extraction_release)
	struct extraction x = {
		.rules = rules, .dest = {rules->dest_fd}, .ids = idmap_count(), .parent_fd = -1};
	const struct tar_rules tar = {
		.bytes_max = EXTRACT_BYTES_FREE,
		.ratio_max = EXTRACT_RATIO_MAX,
		.head = rules->head,
		.entries_max = EXTRACT_ENTRIES_MAX,
		.clamp_names = true,
		.more_filters = true,
	};

	if (tar_reader_new(fd, &tar, &x.tar, e) < 0)
		return -1;
	return extract(&x, e);
}
