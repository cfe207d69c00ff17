/* hostpath - a file of this machine by the path that a person typed. */
#include "sys/hostpath.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int not_opened(const char *path, struct err *e)
{
	if (errno == ENOENT || errno == ENOTDIR)
		return err_set(e, ERR_NOT_FOUND, "there is no `%s`", path);
	return err_sys(e, "cannot open `%s`", path);
}

int hostpath_open(const char *path, int *fd, struct err *e)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	return *fd < 0 ? not_opened(path, e) : 0;
}

int hostpath_socket(const char *path, int *fd, struct err *e)
{
	AUTO(fd_close) int opened = open(path, O_PATH | O_CLOEXEC);
	struct stat st;

	if (opened < 0 || fstat(opened, &st) < 0)
		return not_opened(path, e);
	if (!S_ISSOCK(st.st_mode))
		return err_set(e, ERR_USAGE, "`%s` is no socket", path);
	*fd = fd_take(&opened);
	return 0;
}

bool hostpath_has(const char *path)
{
	return access(path, F_OK) == 0;
}
