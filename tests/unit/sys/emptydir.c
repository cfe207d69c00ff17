#include "sys/emptydir.h"

#include <sys/stat.h>

#include "inside.h"
#include "sys/fd.h"

static int empty(void *argument)
{
	AUTO(fd_close) int fd = -1;
	struct stat st;
	struct err e;

	(void)argument;
	CHECK_OK(emptydir_open(&fd, &e));
	CHECK(fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) && (st.st_mode & 07777) == 0755);
	CHECK(st.st_uid == 0 && st.st_gid == 0);
	CHECK(mkdirat(fd, "x", 0755) == -1);
	return 0;
}

Test(emptydir, is_a_plain_root_that_nobody_writes_to, .timeout = 20)
{
	inside(empty, NULL);
}
