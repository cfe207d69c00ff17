/* deposit - one new entry in a directory of a rootfs, with its owner, mode and time.
 *
 * New files are made with O_EXCL and what is in the way is looked at only when that fails: the
 * usual case costs no look. The mode given to open is subject to the umask, which is the
 * process's and not ours to change, so one fstat tells what is still to be set.
 */
#include "exec/deposit.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "sys/copy.h"
#include "sys/fd.h"
#include "sys/tree.h"

enum { SMALL_BYTES = 64 * 1024, MODE_BITS = 07777 };

/* Removes what has the name; a directory only by force. */
static int clear_for_file(const struct deposit *d, struct err *e)
{
	struct stat st;

	if (fstatat(d->dirfd, d->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return err_sys(e, "cannot look at `%s`", d->shown);
	if (!S_ISDIR(st.st_mode)) {
		if (unlinkat(d->dirfd, d->name, 0) < 0)
			return err_sys(e, "cannot replace `%s`", d->shown);
		return 0;
	}
	if (!d->force)
		return err_set(
			e, ERR_INVALID, "cannot replace to directory %s with file", d->shown);
	return tree_remove(&(struct tree){d->dirfd}, d->name, e);
}

int deposit_new(const struct deposit *d, int *fd, struct err *e)
{
	enum { FLAGS = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC };

	*fd = openat(d->dirfd, d->name, FLAGS, d->mode & 0777);
	if (*fd < 0 && errno == EEXIST) {
		if (clear_for_file(d, e) < 0)
			return -1;
		*fd = openat(d->dirfd, d->name, FLAGS, d->mode & 0777);
	}
	return *fd < 0 ? err_sys(e, "cannot make `%s`", d->shown) : 0;
}

static int fail_owner(const struct deposit *d, struct err *e)
{
	bool unmapped = errno == EINVAL;

	err_sys(e, "cannot give `%s` to %u:%u", d->shown, d->uid, d->gid);
	if (unmapped)
		err_hint(e, "the id is not mapped here: give this user a larger range in "
			    "/etc/subuid and /etc/subgid");
	return -1;
}

static int set_times(const struct deposit *d, int fd, struct err *e)
{
	const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, d->mtime};

	if (d->mtime.tv_nsec == UTIME_OMIT || futimens(fd, times) == 0)
		return 0;
	return err_sys(e, "cannot set the time of `%s`", d->shown);
}

static int set_owner_and_mode(const struct deposit *d, int fd, struct err *e)
{
	struct stat now;

	if (fstat(fd, &now) < 0)
		return err_sys(e, "cannot look at `%s`", d->shown);
	bool same_owner = now.st_uid == d->uid && now.st_gid == d->gid;

	if (!same_owner && fchown(fd, d->uid, d->gid) < 0)
		return fail_owner(d, e);
	if (same_owner && (now.st_mode & MODE_BITS) == d->mode)
		return 0;
	return fchmod(fd, d->mode) < 0 ? err_sys(e, "cannot set the mode of `%s`", d->shown) : 0;
}

int deposit_dress(const struct deposit *d, int fd, struct err *e)
{
	return set_owner_and_mode(d, fd, e) < 0 || set_times(d, fd, e) < 0 ? -1 : 0;
}

/* A small file in one read and one write; one byte more than it has shows that it has grown. */
static int copy_content(int from, int to, uint64_t size, struct buf *scratch, struct err *e)
{
	if (size < SMALL_BYTES) {
		buf_clear(scratch);
		ssize_t n = pread(from, buf_room(scratch, size + 1), size + 1, 0);

		if (n >= 0 && (uint64_t)n <= size)
			return n == 0 ? 0 : fd_write_full(to, scratch->p, (size_t)n, e);
	}
	return copy_bytes(from, to, e);
}

int deposit_file(
	const struct deposit *d, int from, uint64_t size_bytes, struct buf *scratch, struct err *e)
{
	AUTO(fd_close) int fd = -1;

	if (deposit_new(d, &fd, e) < 0)
		return -1;
	if (copy_content(from, fd, size_bytes, scratch, e) < 0)
		return err_during(e, "writing `%s`", d->shown);
	if (set_owner_and_mode(d, fd, e) < 0)
		return -1;
	if (copy_xattrs(from, fd, e) < 0)
		return err_during(e, "writing `%s`", d->shown);
	return set_times(d, fd, e);
}

int deposit_bytes(const struct deposit *d, struct str bytes, struct err *e)
{
	AUTO(fd_close) int fd = -1;

	if (deposit_new(d, &fd, e) < 0)
		return -1;
	if (fd_write_full(fd, bytes.p, bytes.n, e) < 0)
		return err_during(e, "writing `%s`", d->shown);
	return deposit_dress(d, fd, e);
}

/* Owner and time of what was made by name and cannot be opened. */
static int dress_by_name(const struct deposit *d, struct err *e)
{
	const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, d->mtime};
	struct stat now;

	if (fstatat(d->dirfd, d->name, &now, AT_SYMLINK_NOFOLLOW) < 0)
		return err_sys(e, "cannot look at `%s`", d->shown);
	bool same_owner = now.st_uid == d->uid && now.st_gid == d->gid;

	if (!same_owner && fchownat(d->dirfd, d->name, d->uid, d->gid, AT_SYMLINK_NOFOLLOW) < 0)
		return fail_owner(d, e);
	/* Just made by us, so that the name is no link that this could follow. */
	if (!S_ISLNK(now.st_mode) && fchmodat(d->dirfd, d->name, d->mode, 0) < 0)
		return err_sys(e, "cannot set the mode of `%s`", d->shown);
	if (utimensat(d->dirfd, d->name, times, AT_SYMLINK_NOFOLLOW) < 0)
		return err_sys(e, "cannot set the time of `%s`", d->shown);
	return 0;
}

int deposit_symlink(const struct deposit *d, const char *target, struct err *e)
{
	int failed = symlinkat(target, d->dirfd, d->name);

	if (failed < 0 && errno == EEXIST) {
		if (clear_for_file(d, e) < 0)
			return -1;
		failed = symlinkat(target, d->dirfd, d->name);
	}
	if (failed < 0)
		return err_sys(e, "cannot make the link `%s`", d->shown);
	return dress_by_name(d, e);
}

int deposit_fifo(const struct deposit *d, struct err *e)
{
	int failed = mkfifoat(d->dirfd, d->name, 0600);

	if (failed < 0 && errno == EEXIST) {
		if (clear_for_file(d, e) < 0)
			return -1;
		failed = mkfifoat(d->dirfd, d->name, 0600);
	}
	if (failed < 0)
		return err_sys(e, "cannot make the FIFO `%s`", d->shown);
	return dress_by_name(d, e);
}

int deposit_link(const struct deposit *d, int to_dirfd, const char *to_name, struct err *e)
{
	int failed = linkat(to_dirfd, to_name, d->dirfd, d->name, 0);

	if (failed < 0 && errno == EEXIST) {
		if (clear_for_file(d, e) < 0)
			return -1;
		failed = linkat(to_dirfd, to_name, d->dirfd, d->name, 0);
	}
	return failed < 0 ? err_sys(e, "cannot link `%s`", d->shown) : 0;
}

/* EEXIST: a directory is as good as a new one; by force, anything else makes room. */
static int find_dir(const struct deposit *d, bool *made, struct err *e)
{
	struct stat st;

	if (fstatat(d->dirfd, d->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return err_sys(e, "cannot look at `%s`", d->shown);
	if (S_ISDIR(st.st_mode))
		return 0;
	if (!d->force)
		return err_set(e, ERR_INVALID, "cannot copy to non-directory: %s", d->shown);
	*made = true;
	if (unlinkat(d->dirfd, d->name, 0) < 0 || mkdirat(d->dirfd, d->name, 0700) < 0)
		return err_sys(e, "cannot replace `%s`", d->shown);
	return 0;
}

int deposit_dir(const struct deposit *d, int *fd, bool *made, struct err *e)
{
	*made = mkdirat(d->dirfd, d->name, 0700) == 0;
	if (!*made && errno != EEXIST)
		return err_sys(e, "cannot make the directory `%s`", d->shown);
	if (!*made && find_dir(d, made, e) < 0)
		return -1;
	*fd = openat(d->dirfd, d->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return *fd < 0 ? err_sys(e, "cannot open `%s`", d->shown) : 0;
}
