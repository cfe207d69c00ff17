/* unpack - tar entries into a snapshot directory, one at a time and in any order. */
#include "image/unpack.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image/whiteout.h"
#include "image/xattrs.h"
#include "sys/fd.h"

enum { DIR_OPEN = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, DIR_WORK_MODE = 0700 };

static const struct unpack_attributes implied_attributes = {.mode = 0755, .implied = true};

void unpack_begin(struct unpack *u, int root_fd, unsigned long ids)
{
	*u = (struct unpack){.root_fd = root_fd, .ids = ids, .parent_fd = -1};
}

void unpack_release(struct unpack *u)
{
	fd_close(&u->parent_fd);
	map_release(&u->dirs);
}

static struct str path_str(const struct entry_path *p)
{
	return (struct str){p->text, p->n};
}

static void note_dir(struct unpack *u, struct str path, const struct unpack_attributes *a)
{
	map_set(&u->dirs, path, (struct str){(const char *)a, sizeof *a});
}

static bool get_note(const struct unpack *u, struct str path, struct unpack_attributes *out)
{
	const struct str *found = map_get(&u->dirs, path);

	if (found)
		memcpy(out, found->p, sizeof *out);
	return found != NULL;
}

static int check_ids(const struct unpack *u, const struct unpack_attributes *a, struct err *e)
{
	uint64_t id = a->uid >= u->ids ? a->uid : a->gid;

	if (id < u->ids)
		return 0;
	err_set(e, ERR_INVALID, "it belongs to %s id %llu, and only 0..%lu are mapped here",
		id == a->uid ? "user" : "group", (unsigned long long)id, u->ids - 1);
	return err_hint(e, "give this user a larger range in /etc/subuid and /etc/subgid");
}

/* What is in the way of a new entry: a whiteout gives way (1), anything else is a duplicate. */
static int make_way(int dirfd, const char *name, const char *path, struct err *e)
{
	struct stat st;

	if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : err_sys(e, "cannot look at `%s`", path);
	if (!whiteout_is(&st))
		return err_set(e, ERR_INVALID, "`%s` is in the layer twice", path);
	if (unlinkat(dirfd, name, 0) < 0)
		return err_sys(e, "cannot replace the whiteout of `%s`", path);
	return 1;
}

/* A new directory; where a whiteout was it hides all that is below. */
static int make_dir(int dirfd, const char *name, const char *path, int *fd, struct err *e)
{
	int hides = make_way(dirfd, name, path, e);

	if (hides < 0)
		return -1;
	if (mkdirat(dirfd, name, DIR_WORK_MODE) < 0)
		return err_sys(e, "cannot make the directory `%s`", path);
	*fd = openat(dirfd, name, DIR_OPEN);
	if (*fd < 0)
		return err_sys(e, "cannot open the directory `%s`", path);
	return hides ? whiteout_set_opaque(*fd, e) : 0;
}

/* The last component of a parent's path: opened, or made when nothing or a whiteout is there. */
static int step_down(
	struct unpack *u, int dirfd, struct str path, bool make, int *fd, struct err *e)
{
	size_t slash = str_rfind(path, '/');
	struct str part = slash < path.n ? str_from(path, slash + 1) : path;
	char name[ENTRY_NAME_MAX + 1];
	struct stat st;
	bool found;

	assert(part.n <= ENTRY_NAME_MAX); /* only a whiteout is longer, and nothing lies below it */
	memcpy(name, part.p, part.n);
	name[part.n] = '\0';
	found = fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
	if (!found && errno != ENOENT)
		return err_sys(e, "cannot look at `%.*s`", STR_FMT(path));
	if (found && S_ISDIR(st.st_mode)) {
		*fd = openat(dirfd, name, DIR_OPEN);
		return *fd < 0 ? err_sys(e, "cannot open `%.*s`", STR_FMT(path)) : 0;
	}
	if (found && S_ISLNK(st.st_mode))
		return err_set(
			e, ERR_INVALID, "it lies behind the symbolic link `%.*s`", STR_FMT(path));
	if (!make || (found && !whiteout_is(&st)))
		return err_set(
			e, ERR_INVALID, "`%.*s` is not a directory of this layer", STR_FMT(path));
	note_dir(u, path, &implied_attributes);
	u->implied_dirs++;
	return make_dir(dirfd, name, name, fd, e);
}

static int walk_down(struct unpack *u, struct str path, bool make, int *fd, struct err *e)
{
	AUTO(fd_close) int here = openat(u->root_fd, ".", DIR_OPEN);
	struct str rest = path, part;

	if (here < 0)
		return err_sys(e, "cannot open the layer's directory");
	while (rest.n > 0) {
		AUTO(fd_close) int next = -1;

		str_cut(rest, '/', &part, &rest);
		if (step_down(u, here, str_upto(path, (size_t)(part.p + part.n - path.p)), make,
			    &next, e) < 0)
			return -1;
		fd_close(&here);
		here = fd_take(&next);
	}
	*fd = fd_take(&here);
	return 0;
}

/* The directory that holds path, made when it is missing; borrowed until the next call. */
static int open_parent(struct unpack *u, const struct entry_path *path, int *fd, struct err *e)
{
	struct str parent = entry_path_parent(path);

	if (u->parent_fd < 0 || !str_eq(parent, str_of(u->parent_path))) {
		fd_close(&u->parent_fd);
		if (walk_down(u, parent, true, &u->parent_fd, e) < 0)
			return -1;
		memcpy(u->parent_path, parent.p, parent.n);
		u->parent_path[parent.n] = '\0';
	}
	*fd = u->parent_fd;
	return 0;
}

/* The directory that holds path, ready for a new name in it. */
static int open_place(struct unpack *u, const struct entry_path *path, int *fd, struct err *e)
{
	if (path->n == 0)
		return err_set(e, ERR_INVALID, "the root entry is not a directory");
	if (open_parent(u, path, fd, e) < 0)
		return -1;
	return make_way(*fd, entry_path_name(path), path->text, e) < 0 ? -1 : 0;
}

static int unpack_root(struct unpack *u, const struct unpack_attributes *a,
	const struct map *xattrs, struct err *e)
{
	if (u->root_seen)
		return err_set(e, ERR_INVALID, "the root directory is in the layer twice");
	u->root_seen = true;
	note_dir(u, STR(""), a);
	if (xattrs && xattrs_write(u->root_fd, xattrs, e) < 0)
		return -1;
	return xattrs_mark_root(u->root_fd, e);
}

int unpack_dir(struct unpack *u, const struct entry_path *path, const struct unpack_attributes *a,
	const struct map *xattrs, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	struct unpack_attributes before;
	int parent = -1;

	if (check_ids(u, a, e) < 0)
		return -1;
	if (path->n == 0)
		return unpack_root(u, a, xattrs, e);
	if (get_note(u, path_str(path), &before)) {
		if (!before.implied)
			return err_set(e, ERR_INVALID, "`%s` is in the layer twice", path->text);
		if (walk_down(u, path_str(path), false, &fd, e) < 0)
			return -1;
		u->implied_dirs--;
	} else if (open_parent(u, path, &parent, e) < 0 ||
		   make_dir(parent, entry_path_name(path), path->text, &fd, e) < 0) {
		return -1;
	}
	note_dir(u, path_str(path), a);
	return xattrs ? xattrs_write(fd, xattrs, e) : 0;
}

int unpack_file(struct unpack *u, const struct entry_path *path, int *fd, struct err *e)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	const char *name = entry_path_name(path);
	int parent = -1;

	if (path->n == 0)
		return err_set(e, ERR_INVALID, "the root entry is not a directory");
	if (open_parent(u, path, &parent, e) < 0)
		return -1;
	*fd = openat(parent, name, flags, 0600);
	if (*fd < 0 && errno == EEXIST) {
		if (make_way(parent, name, path->text, e) < 0)
			return -1;
		*fd = openat(parent, name, flags, 0600);
	}
	return *fd < 0 ? err_sys(e, "cannot make `%s`", path->text) : 0;
}

/* Owner before mode, because chown clears setuid and setgid; capabilities after both, for the same
 * reason; the time last. */
int unpack_file_end(const struct unpack *u, int fd, const struct unpack_attributes *a,
	const struct map *xattrs, struct err *e)
{
	const struct timespec times[2] = {a->mtime, a->mtime};

	if (check_ids(u, a, e) < 0)
		return -1;
	if (fchown(fd, (uid_t)a->uid, (gid_t)a->gid) < 0 || fchmod(fd, a->mode & 07777) < 0)
		return err_sys(e, "cannot set owner and mode");
	if (xattrs && xattrs_write(fd, xattrs, e) < 0)
		return -1;
	if (futimens(fd, times) < 0)
		return err_sys(e, "cannot set the time");
	return 0;
}

int unpack_special(struct unpack *u, const struct entry_path *path, const char *target,
	const struct unpack_attributes *a, struct err *e)
{
	const struct timespec times[2] = {a->mtime, a->mtime};
	const char *name = entry_path_name(path);
	int parent = -1;

	if (check_ids(u, a, e) < 0 || open_place(u, path, &parent, e) < 0)
		return -1;
	int made = target ? symlinkat(target, parent, name) : mkfifoat(parent, name, 0600);
	if (made < 0)
		return err_sys(e, "cannot make `%s`", path->text);
	if (fchownat(parent, name, (uid_t)a->uid, (gid_t)a->gid, AT_SYMLINK_NOFOLLOW) < 0)
		return err_sys(e, "cannot set the owner of `%s`", path->text);
	if (!target && fchmodat(parent, name, a->mode & 07777, 0) < 0)
		return err_sys(e, "cannot set the mode of `%s`", path->text);
	if (utimensat(parent, name, times, AT_SYMLINK_NOFOLLOW) < 0)
		return err_sys(e, "cannot set the time of `%s`", path->text);
	return 0;
}

int unpack_hard_link(struct unpack *u, const struct entry_path *path,
	const struct entry_path *target, struct err *e)
{
	AUTO(fd_close) int from = -1;
	struct stat st;
	int parent = -1;

	if (target->n == 0 || walk_down(u, entry_path_parent(target), false, &from, e) < 0 ||
		fstatat(from, entry_path_name(target), &st, AT_SYMLINK_NOFOLLOW) < 0 ||
		whiteout_is(&st) || S_ISDIR(st.st_mode))
		return err_set(e, ERR_INVALID,
			"`%s` is a hard link to `%s`, which is no file of this layer", path->text,
			target->text);
	if (open_place(u, path, &parent, e) < 0)
		return -1;
	if (linkat(from, entry_path_name(target), parent, entry_path_name(path), 0) < 0)
		return err_sys(e, "cannot link `%s` to `%s`", path->text, target->text);
	return 0;
}

/* The name is removed from lower layers only, whatever the order: what this layer has there stays,
 * and when that is a directory nothing of its lower namesake shows through. */
static int hide(int parent, const char *name, const char *path, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	struct stat st;

	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? whiteout_make(parent, name, e)
				       : err_sys(e, "cannot look at `%s`", path);
	if (whiteout_is(&st))
		return err_set(e, ERR_INVALID, "`%s` is in the layer twice", path);
	if (!S_ISDIR(st.st_mode))
		return 0;
	fd = openat(parent, name, DIR_OPEN);
	return fd < 0 ? err_sys(e, "cannot open `%s`", path) : whiteout_set_opaque(fd, e);
}

int unpack_whiteout(struct unpack *u, const struct entry_path *path, struct err *e)
{
	struct str hidden;
	enum whiteout_kind kind = whiteout_kind(str_of(entry_path_name(path)), &hidden);
	int parent = -1;

	if (kind == WHITEOUT_LEFTOVER)
		return 0;
	if (kind == WHITEOUT_BROKEN)
		return err_set(e, ERR_INVALID, "`%s` is a whiteout of nothing", path->text);
	if (kind == WHITEOUT_OPAQUE && path->parent_n == 0)
		return err_set(e, ERR_UNSUPPORTED,
			"the layer hides everything below it (`.wh..wh..opq` at the root)");
	if (open_parent(u, path, &parent, e) < 0)
		return -1;
	if (kind == WHITEOUT_OPAQUE)
		return whiteout_set_opaque(parent, e);
	return hide(parent, hidden.p, path->text, e);
}

/* Deepest first, so that none is closed to us before its children are done. */
int unpack_end(struct unpack *u, struct err *e)
{
	if (!u->root_seen)
		note_dir(u, STR(""), &implied_attributes);
	for (size_t i = u->dirs.n; i-- > 0;) {
		const struct map_entry *dir = &u->dirs.p[i];
		struct unpack_attributes a;
		AUTO(fd_close) int fd = -1;

		memcpy(&a, dir->value.p, sizeof a);
		if (walk_down(u, dir->key, false, &fd, e) < 0 ||
			unpack_file_end(u, fd, &a, NULL, e) < 0)
			return err_during(e, "finishing the directory `%s`", dir->key.p);
	}
	return 0;
}
