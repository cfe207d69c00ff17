/* procfd - a descriptor's name under /proc, for the calls that take nothing but a string. */
#include "sys/procfd.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "sys/fd.h"

void procfd_name(int fd, char name[PROCFD_BYTES])
{
	snprintf(name, PROCFD_BYTES, "/proc/self/fd/%d", fd);
}

int procfd_enter(int *back, struct err *e)
{
	AUTO(fd_close) int fds = open("/proc/self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC);

	*back = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*back < 0 || fds < 0 || fchdir(fds) < 0) {
		err_sys(e, "cannot enter the directory of descriptors");
		fd_close(back);
		return -1;
	}
	return 0;
}

int procfd_leave(int *back, struct err *e)
{
	int left = fchdir(*back);

	if (left < 0)
		err_sys(e, "cannot return to the working directory");
	fd_close(back);
	return left;
}
