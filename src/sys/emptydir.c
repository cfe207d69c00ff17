/* emptydir - a directory with nothing in it and no place in any tree. */
#include "sys/emptydir.h"

#include <linux/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/fd.h"

int emptydir_open(int *fd, struct err *e)
{
	AUTO(fd_close) int context = (int)syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);

	if (context < 0 ||
		syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, "size", "4k", 0) < 0 ||
		/* not tmpfs's own 1777: it is the root that a stage starts with */
		syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, "mode", "0755", 0) < 0 ||
		syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return err_sys(e, "cannot make an empty directory");
	*fd = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC,
		MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSUID);
	return *fd < 0 ? err_sys(e, "cannot mount an empty directory") : 0;
}
