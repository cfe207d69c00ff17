/* fault - the n-th system call of the modules under test fails. */
#include "fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

static struct {
	int remaining; /* calls until the one that fails; 0 when disarmed */
	int number;
	bool fired;
} plan;

void fault_arm(int n, int number)
{
	plan.remaining = n;
	plan.number = number;
	plan.fired = false;
}

bool fault_disarm(void)
{
	plan.remaining = 0;
	return plan.fired;
}

static bool fails_now(void)
{
	if (plan.remaining == 0 || --plan.remaining > 0)
		return false;
	plan.fired = true;
	errno = plan.number;
	return true;
}

#define WRAP(type, failure, call, parameters, arguments)                                           \
	type __real_##call parameters;                                                             \
	type __wrap_##call parameters;                                                             \
	type __wrap_##call parameters                                                              \
	{                                                                                          \
		return fails_now() ? (failure) : __real_##call arguments;                          \
	}

WRAP(int, -1, chmod, (const char *path, mode_t mode), (path, mode))
WRAP(ssize_t, -1, copy_file_range,
	(int in, off_t *in_at, int out, off_t *out_at, size_t n, unsigned flags),
	(in, in_at, out, out_at, n, flags))
WRAP(int, -1, fchmod, (int fd, mode_t mode), (fd, mode))
WRAP(int, -1, fchown, (int fd, uid_t uid, gid_t gid), (fd, uid, gid))
WRAP(DIR *, NULL, fdopendir, (int fd), (fd))
WRAP(ssize_t, -1, fgetxattr, (int fd, const char *name, void *value, size_t n),
	(fd, name, value, n))
WRAP(ssize_t, -1, flistxattr, (int fd, char *list, size_t n), (fd, list, n))
WRAP(int, -1, fsetxattr, (int fd, const char *name, const void *value, size_t n, int flags),
	(fd, name, value, n, flags))
WRAP(int, -1, fstat64, (int fd, struct stat *st), (fd, st))
WRAP(int, -1, fstatat64, (int fd, const char *name, struct stat *st, int flags),
	(fd, name, st, flags))
WRAP(int, -1, ftruncate64, (int fd, off_t n), (fd, n))
WRAP(int, -1, futimens, (int fd, const struct timespec times[2]), (fd, times))
WRAP(ssize_t, -1, getdents64, (int fd, void *bytes, size_t n), (fd, bytes, n))
WRAP(ssize_t, -1, getrandom, (void *bytes, size_t n, unsigned flags), (bytes, n, flags))
WRAP(int, -1, linkat, (int from, const char *a, int to, const char *b, int flags),
	(from, a, to, b, flags))
WRAP(off_t, -1, lseek64, (int fd, off_t at, int whence), (fd, at, whence))
WRAP(int, -1, mkdirat, (int fd, const char *name, mode_t mode), (fd, name, mode))
WRAP(int, -1, pipe2, (int ends[2], int flags), (ends, flags))
WRAP(ssize_t, -1, pread64, (int fd, void *bytes, size_t n, off_t at), (fd, bytes, n, at))
WRAP(ssize_t, -1, pwrite64, (int fd, const void *bytes, size_t n, off_t at), (fd, bytes, n, at))
WRAP(ssize_t, -1, read, (int fd, void *bytes, size_t n), (fd, bytes, n))
WRAP(struct dirent *, NULL, readdir64, (DIR * d), (d))
WRAP(ssize_t, -1, readlinkat, (int fd, const char *name, char *target, size_t n),
	(fd, name, target, n))
WRAP(int, -1, renameat, (int from, const char *a, int to, const char *b), (from, a, to, b))
WRAP(int, -1, renameat2, (int from, const char *a, int to, const char *b, unsigned flags),
	(from, a, to, b, flags))
WRAP(int, -1, unlinkat, (int fd, const char *name, int flags), (fd, name, flags))
WRAP(ssize_t, -1, write, (int fd, const void *bytes, size_t n), (fd, bytes, n))

/* The variadic ones take as many words as they ever get: in the calling conventions of Linux a
 * caller that gives fewer leaves the rest undefined, and nobody looks at it. */
WRAP(int, -1, fcntl64, (int fd, int command, long a), (fd, command, a))
WRAP(int, -1, ioctl, (int fd, unsigned long request, long a), (fd, request, a))
WRAP(int, -1, open64, (const char *path, int flags, long a), (path, flags, a))
WRAP(int, -1, openat64, (int fd, const char *path, int flags, long a), (fd, path, flags, a))
WRAP(long, -1, syscall, (long call, long a, long b, long c, long d, long x, long y),
	(call, a, b, c, d, x, y))
