/* spread - a hint to the file system that what is made in a directory does not belong together. */
#include "sys/spread.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

#include "sys/fd.h"

void spread_children(int dirfd, const char *name)
{
	AUTO(fd_close)
	int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int flags = 0;

	if (fd < 0 || ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0 || flags & FS_TOPDIR_FL)
		return;
	flags |= FS_TOPDIR_FL;
	(void)ioctl(fd, FS_IOC_SETFLAGS, &flags);
}
