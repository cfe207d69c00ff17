/* procfile - a small file of the kernel's, under /proc, as text. */
#include "sys/procfile.h"

#include <fcntl.h>

#include "sys/fd.h"

const char *procfile_read(const char *path, char *text, size_t size)
{
	AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : fd_read_full(fd, text, size - 1);

	text[got > 0 ? got : 0] = '\0';
	return text;
}
