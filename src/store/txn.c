/* txn - one piece of work in flight: a directory below tmp/ that is undone unless given away. */
#include "store/txn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/fd.h"

enum { PATH_BYTES = TMP_NAME_BYTES + 8 };

int tmp_name(char out[TMP_NAME_BYTES], struct err *e)
{
	unsigned long long r[2];

	if (getrandom(r, sizeof r, 0) != sizeof r)
		return err_sys(e, "cannot get random bytes");
	snprintf(out, TMP_NAME_BYTES, "%016llx%016llx", r[0], r[1]);
	return 0;
}

static void path_of(const char *name, char out[PATH_BYTES])
{
	snprintf(out, PATH_BYTES, "tmp/%s", name);
}

int tmp_claim(const struct store *s, const char *name, int fd, struct err *e)
{
	char path[PATH_BYTES];
	struct stat named;

	if (fd_lock(fd, LOCK_EX) < 0)
		return err_sys(e, "cannot lock work in flight");
	path_of(name, path);
	if (fstatat(s->root.fd, path, &named, AT_SYMLINK_NOFOLLOW) == 0)
		return 1;
	return errno == ENOENT ? 0 : err_sys(e, "cannot look at work in flight");
}

/* 1 made, 0 taken by a sweeper, -1. */
static int try_begin(const struct store *s, struct txn *t, struct err *e)
{
	char path[PATH_BYTES];

	if (tmp_name(t->name, e) < 0)
		return -1;
	path_of(t->name, path);
	if (mkdirat(s->root.fd, path, 0700) < 0)
		return err_sys(e, "cannot begin work in the store");
	t->dir.fd = openat(s->root.fd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (t->dir.fd < 0)
		return errno == ENOENT ? 0 : err_sys(e, "cannot begin work in the store");
	return tmp_claim(s, t->name, t->dir.fd, e);
}

int txn_begin(const struct store *s, struct txn *out, struct err *e)
{
	for (;;) {
		struct txn t = TXN_NONE;
		int made = try_begin(s, &t, e);

		if (made > 0) {
			t.store = s;
			*out = t;
			return 0;
		}
		tree_close(&t.dir);
		if (made < 0)
			return store_failed(e);
	}
}

void txn_given(struct txn *t)
{
	if (t->store)
		tree_close(&t->dir);
	*t = TXN_NONE;
}

void txn_release(struct txn *t)
{
	char path[PATH_BYTES];
	struct err ignored; /* what cannot be removed now, a later sweep will try again */

	if (!t->store)
		return;
	path_of(t->name, path);
	if (tree_remove(&t->store->root, path, &ignored) < 0)
		err_clear(&ignored);
	txn_given(t);
}
