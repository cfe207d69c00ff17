/* mounts - a sandbox's mount table as data, and the interpreter that applies it.
 *
 * The root and a small tmpfs for memory files (the stage) are attached on top of the old root
 * directory, one over the other: no place of the host's is needed or covered, and whatever was not
 * moved into the new root goes with the old one when that is detached.
 */
#include "sys/mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/fd.h"
#include "sys/resolve.h"

enum { INSIDE = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS };

static const unsigned clone_tree =
	OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE | AT_NO_AUTOMOUNT;

/* Of directories that a mount point lacks, in a mount that an earlier row made. */
static const struct rootfs_owner mount_point_owner = {0, 0, 0755, -1};

struct interpreter {
	const struct rootfs *root;
	struct mount_sources *sources;
	int stage;
	size_t row;
};

static uint64_t attributes(const struct mount_row *row)
{
	return (row->read_only ? MOUNT_ATTR_RDONLY : 0) | (row->nosuid ? MOUNT_ATTR_NOSUID : 0) |
	       (row->nodev ? MOUNT_ATTR_NODEV : 0) | (row->noexec ? MOUNT_ATTR_NOEXEC : 0);
}

static int attach(int mount, int target)
{
	return move_mount(mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
}

static int restrict_tree(int mount, uint64_t attributes)
{
	struct mount_attr attr = {.attr_set = attributes, .propagation = MS_PRIVATE};

	return mount_setattr(mount, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr, sizeof attr);
}

int mount_clone(int fd, int *out, struct err *e)
{
	*out = open_tree(fd, "", clone_tree | AT_EMPTY_PATH);
	if (*out >= 0)
		return 0;
	if (errno != EINVAL)
		return err_sys(e, "cannot clone a mount");
	err_set(e, ERR_HOST, "this kernel does not clone a mount that is attached nowhere");
	return err_hint(e, "mounting another stage's files needs Linux 6.15 or newer");
}

int mount_prepare(const struct mount_table *table, struct mount_sources *out, struct err *e)
{
	for (size_t i = 0; i < table->list.n; i++) {
		const struct mount_row *row = &table->list.p[i];

		vec_push(&out->list, -1);
		if (row->kind != MOUNT_FD)
			continue;
		if (mount_clone(row->fd, vec_last(&out->list), e) < 0)
			return err_during(e, "preparing the mount `%s`", row->target);
	}
	return 0;
}

void mount_sources_release(struct mount_sources *s)
{
	for (size_t i = 0; i < s->list.n; i++)
		fd_close(&s->list.p[i]);
	vec_release(&s->list);
}

bool mount_wants_target(const struct mount_row *row)
{
	return row->kind == MOUNT_NEW || row->kind == MOUNT_HOST || row->kind == MOUNT_FD ||
	       row->kind == MOUNT_FILE;
}

static bool is_directory(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
}

bool mount_is_directory(const struct mount_row *row)
{
	struct stat st;

	if (row->kind == MOUNT_FD)
		return is_directory(row->fd);
	if (row->kind == MOUNT_HOST)
		return fstatat(AT_FDCWD, row->source, &st, 0) == 0 && S_ISDIR(st.st_mode);
	return row->kind == MOUNT_NEW;
}

static int new_filesystem(
	const char *type, const char *const *options, uint64_t attributes, int *out)
{
	AUTO(fd_close) int fs = fsopen(type, FSOPEN_CLOEXEC);
	char key[64];

	if (fs < 0)
		return -1;
	for (size_t i = 0; options && i < MOUNT_OPTIONS_MAX && options[i]; i++) {
		struct str name, value;

		str_cut(str_of(options[i]), '=', &name, &value);
		snprintf(key, sizeof key, "%.*s", STR_FMT(name));
		if (value.n > 0 ? fsconfig(fs, FSCONFIG_SET_STRING, key, value.p, 0)
				: fsconfig(fs, FSCONFIG_SET_FLAG, key, NULL, 0))
			return -1;
	}
	if (fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -1;
	*out = fsmount(fs, FSMOUNT_CLOEXEC, (unsigned)attributes);
	return *out < 0 ? -1 : 0;
}

/* A bind of a path relative to a descriptor, restricted. */
static int bind(int dirfd, const char *path, uint64_t attributes, int *out)
{
	*out = open_tree(dirfd, path, clone_tree | (*path ? 0 : AT_EMPTY_PATH));
	return *out < 0 ? -1 : restrict_tree(*out, attributes);
}

/* Named by the row's number in the stage. */
static int memory_file(const struct interpreter *in, const struct mount_row *row, int *out)
{
	char name[24];
	struct err ignored;

	snprintf(name, sizeof name, "%zu", in->row);
	AUTO(fd_close)
	int fd = openat(in->stage, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 || fd_write_full(fd, row->bytes.p, row->bytes.n, &ignored) < 0)
		return -1;
	/* Owner before mode: a change of owner clears the set-id bits. */
	if (fchown(fd, row->uid, row->gid) < 0 || fchmod(fd, row->mode & 07777) < 0)
		return -1;
	return bind(in->stage, name, attributes(row), out);
}

static int mask(const struct interpreter *in, int target, int *out)
{
	struct stat st;

	if (fstat(target, &st) < 0)
		return -1;
	if (S_ISDIR(st.st_mode))
		return bind(in->stage, "empty", MOUNT_ATTR_RDONLY, out);
	return bind(AT_FDCWD, "/dev/null", MOUNT_ATTR_NOEXEC, out);
}

static int make_source(struct interpreter *in, const struct mount_row *row, int target, int *out)
{
	switch (row->kind) {
	case MOUNT_NEW: return new_filesystem(row->source, row->options, attributes(row), out);
	case MOUNT_HOST: return bind(AT_FDCWD, row->source, attributes(row), out);
	case MOUNT_FD:
		*out = fd_take(&in->sources->list.p[in->row]);
		return restrict_tree(*out, attributes(row));
	case MOUNT_FILE: return memory_file(in, row, out);
	case MOUNT_MASK: return mask(in, target, out);
	case MOUNT_FREEZE: return bind(target, "", MOUNT_ATTR_RDONLY, out);
	case MOUNT_LINK: break;
	}
	errno = EINVAL;
	return -1;
}

static int make_file(const struct rootfs *root, const char *path, int *fd, struct err *e)
{
	AUTO(fd_close) int directory = -1;
	AUTO(fd_close) int made = -1;
	AUTO(buf_release) struct buf parent = {0};
	size_t slash = str_rfind(str_of(path), '/');

	buf_add(&parent, path, slash);
	buf_char(&parent, '/');
	if (rootfs_mkdirs(root, buf_cstr(&parent), &mount_point_owner, &directory, e) < 0)
		return -1;
	made = openat(directory, path + slash + 1,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (made < 0)
		return err_sys(e, "cannot make the mount point `%s`", path);
	*fd = openat(directory, path + slash + 1, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	return *fd < 0 ? err_sys(e, "cannot open the mount point `%s`", path) : 0;
}

/* The root has all its mount points: this one is inside an earlier mount. */
static int make_inside(
	const struct interpreter *in, const struct mount_row *row, int *fd, struct err *e)
{
	int made = mount_is_directory(row)
			   ? rootfs_mkdirs(in->root, row->target, &mount_point_owner, fd, e)
			   : make_file(in->root, row->target, fd, e);

	if (made < 0 && e->sys_errno == EROFS)
		return err_hint(e,
			"a mount above it is read-only: have `%s` in what that one "
			"shows, or let it be rw",
			row->target);
	return made;
}

/* 1 when there is nothing to do: what the row would hide is not there. */
static int find_target(
	const struct interpreter *in, const struct mount_row *row, int *fd, struct err *e)
{
	*fd = resolve_raw(in->root->fd, row->target, O_PATH, 0, INSIDE);
	if (*fd >= 0)
		return 0;
	if (errno != ENOENT && errno != ENOTDIR)
		return resolve_fail(e, "open the mount point", row->target);
	if (!mount_wants_target(row))
		return 1;
	return make_inside(in, row, fd, e);
}

static int refuse(const struct mount_row *row, struct err *e)
{
	if (row->kind == MOUNT_NEW && errno == EPERM && strcmp(row->source, "proc") == 0) {
		err_set(e, ERR_HOST,
			"the kernel refuses a new /proc, because parts of the one here "
			"are hidden");
		return err_hint(e, "in a container: `--security-opt systempaths=unconfined`; in "
				   "Kubernetes: `hostUsers: false` with `procMount: Unmasked`");
	}
	return err_sys(e, "cannot mount on `%s`", row->target);
}

static int make_link(const struct interpreter *in, const struct mount_row *row, struct err *e)
{
	AUTO(fd_close) int directory = -1;
	char name[NAME_BYTES];

	if (rootfs_parent(in->root, row->target, &directory, name, e) < 0)
		return -1;
	if (symlinkat(row->source, directory, name) < 0)
		return err_sys(e, "cannot make the link `%s`", row->target);
	return 0;
}

static int apply_row(struct interpreter *in, const struct mount_row *row, struct err *e)
{
	AUTO(fd_close) int target = -1;
	AUTO(fd_close) int source = -1;
	int found;

	if (row->kind == MOUNT_LINK)
		return make_link(in, row, e);
	found = find_target(in, row, &target, e);
	if (found != 0)
		return found < 0 && !row->optional ? -1 : 0;
	if (make_source(in, row, target, &source) < 0)
		return row->optional ? 0 : refuse(row, e);
	if (is_directory(source) != is_directory(target))
		return err_set(e, ERR_INVALID, "cannot mount a %s on `%s`, which is none",
			is_directory(source) ? "directory" : "file", row->target);
	return attach(source, target) < 0 && !row->optional ? refuse(row, e) : 0;
}

static int attach_on_old_root(int mount, const char *what, struct err *e)
{
	if (move_mount(mount, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return err_sys(e, "cannot attach %s", what);
	return 0;
}

static int make_stage(int *stage, struct err *e)
{
	static const char *const options[MOUNT_OPTIONS_MAX] = {"mode=0700"};
	uint64_t safe = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;

	if (new_filesystem("tmpfs", options, safe, stage) < 0)
		return err_sys(e, "cannot make a tmpfs");
	if (attach_on_old_root(*stage, "the stage", e) < 0)
		return -1;
	return mkdirat(*stage, "empty", 0755) < 0 ? err_sys(e, "cannot write to a tmpfs") : 0;
}

int mount_apply(const struct mount_table *table, struct mount_sources *sources,
	const struct rootfs *root, struct err *e)
{
	AUTO(fd_close) int stage = -1;
	struct interpreter in = {.root = root, .sources = sources};

	if (make_stage(&stage, e) < 0 || attach_on_old_root(root->fd, "the root", e) < 0)
		return -1;
	in.stage = stage;
	for (in.row = 0; in.row < table->list.n; in.row++)
		if (apply_row(&in, &table->list.p[in.row], e) < 0)
			return err_during(e, "making the mount `%s`", table->list.p[in.row].target);
	return 0;
}

/* The proof that nothing of the host lies over the new root: above "/" is "/" itself. */
static bool is_alone(void)
{
	struct statx root, above;
	unsigned mask = STATX_INO | STATX_MNT_ID;

	if (statx(AT_FDCWD, "/", 0, mask, &root) < 0 || statx(AT_FDCWD, "/..", 0, mask, &above) < 0)
		return false;
	return root.stx_mnt_id == above.stx_mnt_id && root.stx_ino == above.stx_ino;
}

int mount_pivot(const struct rootfs *root, struct err *e)
{
	AUTO(fd_close) int old = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (old < 0 || fchdir(root->fd) < 0 || syscall(SYS_pivot_root, ".", ".") < 0)
		return err_sys(e, "cannot change the root directory");
	/* The old root now lies over the new one, and over the old root lies the stage: unmounting
	 * takes the uppermost, so once for each. */
	if (fchdir(old) < 0 || umount2(".", MNT_DETACH) < 0 || umount2(".", MNT_DETACH) < 0)
		return err_sys(e, "cannot leave the old root directory");
	if (chdir("/") < 0 || !is_alone())
		return err_set(e, ERR_SYS, "the old root directory is still there");
	return 0;
}
