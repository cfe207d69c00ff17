/* resolve - openat2, the one way in which a path becomes a descriptor.
 *
 * Why O_PATH first: open() of a FIFO waits for its other end and open() of a device may rewind a
 * tape; an O_PATH descriptor does neither, and /proc/self/fd/N then opens that very inode, so what
 * was checked is what is read. A file that may have to be made cannot be looked at first; it is
 * opened with O_NONBLOCK and looked at afterwards.
 */
#include "sys/resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/fd.h"
#include "sys/procfd.h"

/* A rename anywhere makes openat2 give up on `..` with EAGAIN; so many in a row is an attack. */
enum { RESOLVE_ATTEMPTS = 1000 };

int resolve_raw(int dirfd, const char *path, int flags, mode_t mode, uint64_t how)
{
	/* openat2 refuses O_NOCTTY beside O_PATH, and a mode where nothing is made. */
	struct open_how open_how = {
		.flags = (uint64_t)(unsigned)(flags | O_CLOEXEC | (flags & O_PATH ? 0 : O_NOCTTY)),
		.mode = flags & (O_CREAT | __O_TMPFILE) ? mode & 07777 : 0,
		.resolve = how,
	};
	long fd = -1;

	for (int i = 0; i < RESOLVE_ATTEMPTS; i++) {
		fd = syscall(SYS_openat2, dirfd, path, &open_how, sizeof open_how);
		if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
			break;
	}
	return (int)fd;
}

/* Absent, or refused by a seccomp filter that does not know it. A size of 0 is EINVAL wherever the
 * call exists. */
static bool lacks_openat2(void)
{
	int saved = errno;
	bool lacks = false;

	if (saved == ENOSYS || saved == EPERM)
		lacks = syscall(SYS_openat2, -1, NULL, NULL, 0) < 0 && errno != EINVAL;
	errno = saved;
	return lacks;
}

static enum err_kind kind_of(int number)
{
	switch (number) {
	case ENOENT:
	case ENOTDIR: return ERR_NOT_FOUND;
	case EEXIST: return ERR_EXISTS;
	case EXDEV: return ERR_INVALID;
	case ELOOP:
	case ENAMETOOLONG: return ERR_LIMIT;
	default: return ERR_SYS;
	}
}

int resolve_fail(struct err *e, const char *verb, const char *path)
{
	if (lacks_openat2()) {
		err_set(e, ERR_HOST, "cannot %s `%s`: the system call openat2 is missing", verb,
			path);
		return err_hint(e,
			"Linux 5.6 or newer is needed; inside a container, a seccomp profile"
			" that allows openat2");
	}
	err_sys(e, "cannot %s `%s`", verb, path);
	e->kind = kind_of(errno);
	if (errno == EXDEV)
		err_hint(e, "a link or a mount on its way leads out of the directory that it is "
			    "looked for in, and is not followed there");
	return -1;
}

static int must_be_regular(int fd, const char *path, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return resolve_fail(e, "look at", path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_INVALID, "`%s` is not a regular file", path);
	return 0;
}

static int reopen(int path_fd, int flags)
{
	char self[PROCFD_BYTES];

	procfd_name(path_fd, self);
	return open(self, (flags & ~O_NOFOLLOW) | O_CLOEXEC | O_NOCTTY);
}

int resolve_open(int dirfd, const char *path, const struct open_how *how, int *fd, struct err *e)
{
	int flags = (int)how->flags;
	bool any_kind = flags & (O_PATH | O_DIRECTORY);
	bool makes = flags & O_CREAT;
	int first = flags;

	if (!any_kind)
		first = makes ? flags | O_NONBLOCK : O_PATH | (flags & O_NOFOLLOW);
	AUTO(fd_close) int got = resolve_raw(dirfd, path, first, (mode_t)how->mode, how->resolve);

	if (got < 0)
		return resolve_fail(e, "open", path);
	if (!any_kind && must_be_regular(got, path, e) < 0)
		return -1;
	*fd = any_kind || makes ? fd_take(&got) : reopen(got, flags);
	return *fd < 0 ? resolve_fail(e, "open", path) : 0;
}
