#include "sys/resolve.h"

#include <errno.h>

#include "scratch.h"
#include "sys/fd.h"

Test(resolve, errno_becomes_a_kind_and_is_kept)
{
	static const struct {
		int number;
		enum err_kind kind;
	} cases[] = {{ENOENT, ERR_NOT_FOUND}, {ENOTDIR, ERR_NOT_FOUND}, {EEXIST, ERR_EXISTS},
		{EXDEV, ERR_INVALID}, {ELOOP, ERR_LIMIT}, {ENAMETOOLONG, ERR_LIMIT},
		{EACCES, ERR_SYS}, {EPERM, ERR_SYS}, {EIO, ERR_SYS}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err e;

		errno = cases[i].number;
		cr_assert_eq(resolve_fail(&e, "open", "x"), -1);
		cr_assert_eq(e.kind, cases[i].kind);
		cr_assert_eq(e.sys_errno, cases[i].number);
		cr_assert_eq(errno, cases[i].number);
		cr_assert_eq(e.hint[0] != '\0', cases[i].number == EXDEV);
	}
}

static int open_in(const struct scratch *s, const char *name, int flags, int *fd, struct err *e)
{
	struct open_how how = {.flags = (unsigned)flags, .resolve = RESOLVE_BENEATH};

	return resolve_open(s->fd, name, &how, fd, e);
}

Test(resolve, a_checked_file_is_opened_as_asked)
{
	AUTO(scratch_release) struct scratch s = scratch_make();
	AUTO(fd_close) int fd = -1;
	struct err e;

	scratch_sh(&s, "printf 0123 >f; ln -s f l");
	cr_assert_eq(open_in(&s, "f", O_RDWR | O_APPEND, &fd, &e), 0);
	cr_assert_eq(fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND), O_RDWR | O_APPEND);
	fd_close(&fd);
	cr_assert_eq(open_in(&s, "l", O_RDONLY | O_NOFOLLOW, &fd, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	cr_assert_eq(open_in(&s, "f", O_WRONLY | O_TRUNC, &fd, &e), 0);
	cr_assert_eq(scratch_stat(&s, "f").st_size, 0);
}
