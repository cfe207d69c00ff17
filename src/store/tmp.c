/* tmp - names below tmp/: how work in flight is called, claimed, and told from what is dead. */
#include "store/tmp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "sys/fd.h"

int tmp_name(char out[TMP_NAME_BYTES], struct err *e)
{
	unsigned long long r[2];

	if (getrandom(r, sizeof r, 0) != sizeof r)
		return err_sys(e, "cannot get random bytes");
	snprintf(out, TMP_NAME_BYTES, "%016llx%016llx", r[0], r[1]);
	return 0;
}

void tmp_path(struct str name, char out[TMP_PATH_BYTES])
{
	snprintf(out, TMP_PATH_BYTES, "tmp/%.*s", STR_FMT(name));
}

int tmp_claim(const struct store *s, const char *name, int fd, struct err *e)
{
	char path[TMP_PATH_BYTES];
	struct stat named;

	if (fd_lock(fd, LOCK_EX) < 0)
		return err_sys(e, "cannot lock work in flight");
	tmp_path(str_of(name), path);
	if (fstatat(s->root.fd, path, &named, AT_SYMLINK_NOFOLLOW) == 0)
		return 1;
	return errno == ENOENT ? 0 : err_sys(e, "cannot look at work in flight");
}

bool tmp_take(const struct store *s, const char *path, int *lock)
{
	*lock = openat(s->root.fd, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*lock >= 0 && fd_lock(*lock, LOCK_EX | LOCK_NB) == 0)
		return true;
	fd_close(lock);
	return false;
}
