#include "sys/procfd.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/fd.h"

Test(procfd, names_a_descriptor)
{
	AUTO(fd_close) int fd = open("/", O_PATH | O_CLOEXEC);
	char name[PROCFD_BYTES];
	struct stat a, b;

	procfd_name(fd, name);
	cr_assert(stat(name, &a) == 0 && stat("/", &b) == 0);
	cr_expect(a.st_ino == b.st_ino && a.st_dev == b.st_dev);
}

Test(procfd, borrows_the_working_directory)
{
	AUTO(fd_close) int fd = open("/", O_PATH | O_CLOEXEC);
	char before[PATH_MAX], after[PATH_MAX], name[16];
	struct err e;
	int back;

	cr_assert(getcwd(before, sizeof before) != NULL);
	cr_assert(procfd_enter(&back, &e) == 0, "%s", e.text);
	snprintf(name, sizeof name, "%d", fd);
	cr_expect(access(name, F_OK) == 0);
	cr_assert(procfd_leave(&back, &e) == 0 && back == -1);
	cr_assert(getcwd(after, sizeof after) != NULL);
	cr_expect_str_eq(after, before);
	cr_expect(procfd_leave(&back, &e) == -1 && e.kind == ERR_SYS);
}
