/* newfile - a file that appears whole, or not at all. */
#include "sys/newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

#include "sys/fd.h"
#include "sys/procfd.h"

static int random_name(struct newfile *f, struct err *e)
{
	unsigned long long number = 0;

	if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
		return err_sys(e, "cannot make a file name");
	snprintf(f->temporary, sizeof f->temporary, ".lichen-%016llx", number);
	return 0;
}

int newfile_begin(const struct tree *dir, mode_t mode, struct newfile *out, struct err *e)
{
	*out = NEWFILE_NONE;
	out->dir = dir;
	out->fd = openat(dir->fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
	if (out->fd >= 0)
		return 0;
	if (errno != EOPNOTSUPP && errno != EISDIR)
		return err_sys(e, "cannot make a file");
	if (random_name(out, e) < 0)
		return -1;
	out->fd = openat(
		dir->fd, out->temporary, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, mode);
	if (out->fd >= 0)
		return 0;
	/* Whatever has that name is not ours to remove. */
	out->temporary[0] = '\0';
	return err_sys(e, "cannot make a file");
}

/* A file without a name gets one through /proc: linkat with AT_EMPTY_PATH wants a capability. */
static int give_name(struct newfile *f, struct err *e)
{
	char path[PROCFD_BYTES];

	if (f->temporary[0])
		return 0;
	if (random_name(f, e) < 0)
		return -1;
	procfd_name(f->fd, path);
	if (linkat(AT_FDCWD, path, f->dir->fd, f->temporary, AT_SYMLINK_FOLLOW) < 0) {
		f->temporary[0] = '\0';
		return err_sys(e, "cannot name a new file");
	}
	return 0;
}

int newfile_commit(struct newfile *f, const char *name, struct err *e)
{
	if (give_name(f, e) < 0)
		return -1;
	if (renameat(f->dir->fd, f->temporary, f->dir->fd, name) < 0)
		return err_sys(e, "cannot put `%s` in place", name);
	f->temporary[0] = '\0';
	fd_close(&f->fd);
	return 0;
}

void newfile_release(struct newfile *f)
{
	int saved = errno;

	if (f->temporary[0])
		unlinkat(f->dir->fd, f->temporary, 0);
	f->temporary[0] = '\0';
	fd_close(&f->fd);
	errno = saved;
}
