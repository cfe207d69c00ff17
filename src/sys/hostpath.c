/* hostpath - a file of this machine by the path that a person typed. */
#include "sys/hostpath.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int hostpath_open(const char *path, int *fd, struct err *e)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (*fd >= 0)
		return 0;
	if (errno == ENOENT || errno == ENOTDIR)
		return err_set(e, ERR_NOT_FOUND, "there is no `%s`", path);
	return err_sys(e, "cannot open `%s`", path);
}

bool hostpath_has(const char *path)
{
	return access(path, F_OK) == 0;
}
