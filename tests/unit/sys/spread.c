#include "sys/spread.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "sys/fd.h"

enum { EXT4_MAGIC = 0xef53 };

Test(spread, a_directory_of_ext4_is_marked_and_others_are_left_alone)
{
	char path[] = "/tmp/spread.XXXXXX";
	struct statfs fs;
	int flags = 0;

	cr_assert(mkdtemp(path));
	AUTO(fd_close) int top = open(path, O_RDONLY | O_DIRECTORY);

	cr_assert_eq(mkdirat(top, "d", 0700), 0);
	AUTO(fd_close) int fd = openat(top, "d", O_RDONLY | O_DIRECTORY);

	spread_children(top, "d");
	spread_children(top, "d");
	spread_children(top, "absent");
	cr_expect_eq(unlinkat(top, "d", AT_REMOVEDIR), 0);
	cr_expect_eq(rmdir(path), 0);
	cr_assert_eq(fstatfs(fd, &fs), 0);
	if (fs.f_type != EXT4_MAGIC || ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0)
		cr_skip_test("skipped: /tmp is not on ext4");
	cr_expect(flags & FS_TOPDIR_FL);
	cr_assert_eq(ioctl(top, FS_IOC_GETFLAGS, &flags), 0);
	cr_expect_not(flags & FS_TOPDIR_FL);
}
