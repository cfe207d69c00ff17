#include "sys/copy.h"

#include <errno.h>

#include "scratch.h"
#include "sys/fd.h"

static struct stat copied(const struct scratch *s, const char *from)
{
	struct err e;
	AUTO(fd_close) int in = openat(s->fd, from, O_RDONLY | O_CLOEXEC);
	AUTO(fd_close)
	int out = openat(s->fd, "out", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	cr_assert_eq(copy_bytes(in, out, &e), 0, "%s", e.text);
	char compare[300];

	snprintf(compare, sizeof compare, "cmp '%s' out", from);
	scratch_sh(s, compare);
	return scratch_stat(s, "out");
}

Test(copy, content_is_equal)
{
	AUTO(scratch_release) struct scratch s = scratch_make();

	scratch_sh(&s, "touch empty; printf abc >small; head -c 3000000 /dev/urandom >big");
	copied(&s, "empty");
	copied(&s, "small");
	copied(&s, "big");
}

Test(copy, holes_stay_holes)
{
	AUTO(scratch_release) struct scratch s = scratch_make();

	scratch_sh(&s, "truncate -s 20M end; printf a >middle; truncate -s 10M middle;"
		       "printf b >>middle; truncate -s 20M middle");
	struct stat in = scratch_stat(&s, "middle");

	if (in.st_blocks * 512 >= in.st_size)
		cr_skip_test("skipped: this file system has no holes");
	cr_assert_lt(copied(&s, "end").st_blocks, 500);
	cr_assert_lt(copied(&s, "middle").st_blocks, 500);
}

Test(copy, a_file_without_a_size_is_copied)
{
	AUTO(scratch_release) struct scratch s = scratch_make();
	AUTO(fd_close) int in = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	AUTO(fd_close) int out = openat(s.fd, "out", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	struct err e;

	cr_assert_eq(copy_bytes(in, out, &e), 0, "%s", e.text);
	cr_assert_gt(scratch_stat(&s, "out").st_size, 100);
}

Test(copy, between_file_systems)
{
	AUTO(scratch_release) struct scratch s = scratch_make();
	AUTO(fd_close) int in = openat(s.fd, "f", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	AUTO(fd_close) int out = open("/dev/shm", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	struct err e;
	char text[4] = "";

	if (out < 0)
		cr_skip_test("skipped: no temporary file in /dev/shm");
	cr_assert_eq(write(in, "abc", 3), 3);
	cr_assert_eq(copy_bytes(in, out, &e), 0, "%s", e.text);
	cr_assert_eq(pread(out, text, 4, 0), 3);
	cr_assert_str_eq(text, "abc");
}

Test(copy, failures_are_named)
{
	AUTO(scratch_release) struct scratch s = scratch_make();
	AUTO(fd_close) int dir = dup(s.fd);
	AUTO(fd_close) int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	AUTO(fd_close) int f = openat(s.fd, "f", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct err e;

	cr_assert_eq(write(f, "abc", 3), 3);
	cr_assert_eq(copy_bytes(-1, f, &e), -1);
	cr_assert_eq(e.sys_errno, EBADF);
	cr_assert_eq(copy_bytes(dir, f, &e), -1);
	cr_assert_eq(e.sys_errno, EISDIR);
	cr_assert_eq(copy_bytes(f, full, &e), -1);
	cr_assert_eq(e.sys_errno, ENOSPC);
	cr_assert_str_eq(e.text, "cannot write: No space left on device");
}
