/* txn - one piece of work in flight: a directory below tmp/ that is undone unless given away. */
#include "store/txn.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

/* 1 made, 0 taken by a sweeper, -1. */
static int try_begin(const struct store *s, struct txn *t, struct err *e)
{
	char path[TMP_PATH_BYTES];

	if (tmp_name(t->name, e) < 0)
		return -1;
	tmp_path(str_of(t->name), path);
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
	char path[TMP_PATH_BYTES];
	struct err ignored; /* what cannot be removed now, a later sweep will try again */

	if (!t->store)
		return;
	tmp_path(str_of(t->name), path);
	if (tree_remove(&t->store->root, path, &ignored) < 0)
		err_clear(&ignored);
	txn_given(t);
}
