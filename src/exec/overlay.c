/* overlay - layers and an upper directory as one detached mount, all by descriptor.
 *
 * A lower layer is named in the best way that the kernel takes, found out by trying on the first:
 *
 *   OVERLAY_BY_FD    lowerdir+ as a descriptor (Linux 6.13; O_PATH ones 6.15)
 *   OVERLAY_BY_NAME  lowerdir+ as "/proc/self/fd/N" (6.5)
 *   OVERLAY_BY_LIST  one lowerdir= of names relative to /proc/self/fd, as fsconfig cuts strings at
 *                    255 bytes: about 60 layers
 *
 * Options: userxattr always, because snapshots keep their opaque marks in user.overlay.*, whoever
 * mounts them; index, xino and metacopy off, because an upper directory becomes a layer and must
 * hold nothing that refers to this mount; volatile where it exists, as durability is the store's
 * business: it leaves a mark in the work directory, which so serves one mount only.
 */
#include "exec/overlay.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/buf.h"
#include "exec/overlay_rung.h"
#include "sys/fd.h"
#include "sys/procfd.h"

enum {
	STRING_MAX = 255, /* of an option, in fsconfig */
	LOG_BYTES = 512,
};

static int set_string(int fs, const char *key, const char *value)
{
	return fsconfig(fs, FSCONFIG_SET_STRING, key, value, 0);
}

static int set_flag(int fs, const char *key)
{
	return fsconfig(fs, FSCONFIG_SET_FLAG, key, NULL, 0);
}

/* By descriptor, else by its name under /proc. */
static int set_directory(int fs, const char *key, int fd, enum overlay_rung rung)
{
	char name[PROCFD_BYTES];

	if (rung == OVERLAY_BY_FD)
		return fsconfig(fs, FSCONFIG_SET_FD, key, NULL, fd);
	procfd_name(fd, name);
	return set_string(fs, key, name);
}

/* What the kernel wrote down about the last failure, without its level and prefix. */
static const char *kernel_says(int fs, char *text, size_t size)
{
	const char *from;
	ssize_t got = -1;

	text[0] = '\0';
	for (;;) { /* one message a read; the last is the decisive one */
		ssize_t n = read(fs, text, size - 1);

		if (n < 0)
			break;
		got = n;
	}
	text[got > 0 ? got : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	from = strstr(text, "overlay: ");
	return from ? from + strlen("overlay: ") : text;
}

static const char *unfit_store(int upper_fd)
{
	static const struct {
		long magic;
		const char *name;
	} unfit[] = {
		{OVERLAYFS_SUPER_MAGIC, "overlay"},
		{NFS_SUPER_MAGIC, "NFS"},
		{0xff534d42, "CIFS"},
		{0xfe534d42, "SMB"},
		{FUSE_SUPER_MAGIC, "FUSE"},
		{0x2fc12fc1, "ZFS"},
		{0x01021997, "9p"},
		{ECRYPTFS_SUPER_MAGIC, "eCryptfs"},
		{MSDOS_SUPER_MAGIC, "FAT"},
	};
	struct statfs fs;

	if (upper_fd < 0 || fstatfs(upper_fd, &fs) < 0)
		return NULL;
	for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++)
		if ((fs.f_type & 0xffffffff) == unfit[i].magic)
			return unfit[i].name;
	return NULL;
}

static int refuse_store(const char *type, const char *log, int error, struct err *e)
{
	err_set(e, ERR_HOST, "the store is on %s, which overlay does not write to: %s", type,
		*log ? log : strerror(error));
	return err_hint(e,
		"keep the store on a local file system such as ext4, xfs, btrfs or tmpfs; in a "
		"container, on a volume");
}

static int refuse(int fs, int upper_fd, struct err *e)
{
	int error = errno;
	char text[LOG_BYTES];
	const char *log = kernel_says(fs, text, sizeof text);
	const char *type = unfit_store(upper_fd);

	if (type)
		return refuse_store(type, log, error, e);
	if (error == EPERM || error == EACCES) {
		err_set(e, ERR_HOST, "the kernel refuses overlay mounts to this user: %s",
			*log ? log : strerror(error));
		return err_hint(e, "Linux 5.11 or newer allows them in a user namespace");
	}
	return err_set(e, ERR_HOST, "the kernel refuses the overlay mount: %s",
		*log ? log : strerror(error));
}

static int refuse_kind(struct err *e)
{
	if (errno == ENODEV) {
		err_set(e, ERR_HOST, "this kernel has no overlay file system");
		return err_hint(e, "sudo modprobe overlay");
	}
	if (errno == ENOSYS)
		return err_set(e, ERR_HOST,
			"this kernel is too old: overlay by descriptor needs "
			"Linux 5.11 without root");
	if (errno == EPERM || errno == EACCES) {
		err_set(e, ERR_HOST, "overlay mounts are forbidden here: %s", strerror(errno));
		return err_hint(
			e, "mounts need a user namespace, and no seccomp filter in the way");
	}
	return err_sys(e, "cannot begin an overlay mount");
}

static int too_many(size_t n, struct err *e)
{
	return err_set(e, ERR_LIMIT, "%zu layers are more than overlay can join", n);
}

/* Top first, as names relative to /proc/self/fd. */
static int add_list(int fs, const struct overlay_layers *lower, struct err *e)
{
	AUTO(buf_release) struct buf list = {0};

	for (size_t i = lower->n; i-- > 0;)
		buf_fmt(&list, "%d%s", lower->fds[i], i > 0 ? ":" : "");
	if (list.n > STRING_MAX) {
		too_many(lower->n, e);
		return err_hint(e, "Linux 6.5 or newer joins %d", OVERLAY_LAYERS_MAX);
	}
	return set_string(fs, "lowerdir", buf_cstr(&list)) < 0 ? refuse(fs, -1, e) : 0;
}

/* Top first: the rung that carries the first layer carries the others. */
static int add_lower(
	int fs, const struct overlay_layers *lower, enum overlay_rung *rung, struct err *e)
{
	for (size_t i = lower->n; i-- > 0;) {
		bool first = i == lower->n - 1;

		while (*rung != OVERLAY_BY_LIST &&
			set_directory(fs, "lowerdir+", lower->fds[i], *rung) < 0) {
			if (!first)
				return refuse(fs, -1, e);
			++*rung;
		}
	}
	return *rung == OVERLAY_BY_LIST ? add_list(fs, lower, e) : 0;
}

static int set_options(int fs, const struct overlay_mount *m, enum overlay_rung rung)
{
	if (set_flag(fs, "userxattr") < 0)
		return -1;
	(void)set_string(fs, "index", "off"); /* not in every kernel; where absent, it is off */
	(void)set_string(fs, "xino", "off");
	if (m->upper_fd < 0)
		return 0;
	(void)set_flag(fs, "volatile"); /* 5.10 */
	if (set_directory(fs, "upperdir", m->upper_fd, rung) < 0)
		return -1;
	return set_directory(fs, "workdir", m->work_fd, rung);
}

static int join(const struct overlay_mount *m, enum overlay_rung rung, int *out, struct err *e)
{
	unsigned attributes = MOUNT_ATTR_NODEV | (m->upper_fd < 0 ? MOUNT_ATTR_RDONLY : 0);
	AUTO(fd_close) int fs = fsopen("overlay", FSOPEN_CLOEXEC);

	if (fs < 0)
		return refuse_kind(e);
	if (add_lower(fs, &m->lower, &rung, e) < 0)
		return -1;
	if (set_options(fs, m, rung) < 0 || fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return refuse(fs, m->upper_fd, e);
	*out = fsmount(fs, FSMOUNT_CLOEXEC, attributes);
	return *out < 0 ? err_sys(e, "cannot make the overlay mount") : 0;
}

int overlay_mount(
	const struct overlay_mount *m, enum overlay_rung best, struct rootfs *out, struct err *e)
{
	AUTO(fd_close) int back = -1;
	struct err late;
	int joined;

	out->fd = -1;
	if (m->lower.n > OVERLAY_LAYERS_MAX)
		return too_many(m->lower.n, e);
	/* Where OVERLAY_BY_LIST's short names lead; borrowed, as a job is one thread. */
	if (procfd_enter(&back, e) < 0)
		return -1;
	joined = join(m, best, &out->fd, e);
	return procfd_leave(&back, joined < 0 ? &late : e) < 0 ? -1 : joined;
}

int overlay_open(const struct overlay_layers *lower, int upper_fd, int work_fd, struct rootfs *out,
	struct err *e)
{
	struct overlay_mount m = {*lower, upper_fd, work_fd};

	if (lower->n == 0)
		return rootfs_of(upper_fd, out, e);
	return overlay_mount(&m, OVERLAY_BY_FD, out, e);
}

int overlay_view(const struct overlay_layers *lower, struct rootfs *out, struct err *e)
{
	struct overlay_mount m = {*lower, -1, -1};

	if (lower->n == 0)
		return err_set(e, ERR_INVALID, "a view of no layers");
	if (lower->n == 1)
		return rootfs_of(lower->fds[0], out, e);
	return overlay_mount(&m, OVERLAY_BY_FD, out, e);
}
