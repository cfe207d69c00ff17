/* fd - descriptors: closing by declaration, whole reads and writes. */
#include "sys/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024 };

void fd_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = saved;
}

int fd_take(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

static ssize_t read_some(int fd, void *bytes, size_t n)
{
	ssize_t got = 0;

	do
		got = read(fd, bytes, n);
	while (got < 0 && errno == EINTR);
	return got;
}

ssize_t fd_read_full(int fd, void *bytes, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = read_some(fd, (char *)bytes + done, n - done);

		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

int fd_write_full(int fd, const void *bytes, size_t n, struct err *e)
{
	const char *at = bytes;

	while (n > 0) {
		ssize_t put = write(fd, at, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return err_sys(e, "cannot write");
		at += put;
		n -= (size_t)put;
	}
	return 0;
}

int fd_read_all(int fd, size_t limit_bytes, struct buf *out, struct err *e)
{
	size_t total = 0;

	for (;;) {
		/* One byte more than may come, so that exactly the limit still passes. */
		size_t left = limit_bytes - total;
		size_t want = left < READ_BYTES ? left + 1 : READ_BYTES;
		ssize_t got = read_some(fd, buf_room(out, want), want);

		if (got < 0)
			return err_sys(e, "cannot read");
		if (got == 0)
			return 0;
		if ((size_t)got > left)
			return err_set(e, ERR_LIMIT, "longer than %zu bytes", limit_bytes);
		buf_grew(out, (size_t)got);
		total += (size_t)got;
	}
}

int fd_lock(int fd, int how)
{
	int locked;

	do
		locked = flock(fd, how);
	while (locked < 0 && errno == EINTR);
	return locked;
}

int fd_pipe(int ends[2], struct err *e)
{
	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_sys(e, "cannot make a pipe");
	return 0;
}
