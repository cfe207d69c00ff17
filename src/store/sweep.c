/* sweep - removes what dead commands left below tmp/: entries whose lock nobody holds. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/gc.h"
#include "store/sweep.h"
#include "sys/fd.h"

enum { PATH_BYTES = 280 };

bool sweep_take(const struct store *s, const char *path, int *lock)
{
	*lock = openat(s->root.fd, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*lock >= 0 && fd_lock(*lock, LOCK_EX | LOCK_NB) == 0)
		return true;
	fd_close(lock);
	return false;
}

/* The lock is held while removing: whoever made the entry and waits for it then finds it gone. */
static void sweep_one(const struct store *s, struct str name)
{
	AUTO(fd_close) int lock = -1;
	char path[PATH_BYTES];
	struct err ignored;

	snprintf(path, sizeof path, "tmp/%.*s", STR_FMT(str_upto(name, 255)));
	/* What cannot be removed under this id map stays for a command with another; `lichen df`
	 * shows it. */
	if (sweep_take(s, path, &lock) && tree_remove(&s->root, path, &ignored) < 0)
		err_clear(&ignored);
}

int store_sweep(const struct store *s, struct err *e)
{
	AUTO(strs_release) struct strs names = {0};

	if (place_list(s, "tmp", &names, e) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++)
		sweep_one(s, names.p[i]);
	return 0;
}
