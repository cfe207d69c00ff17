/* sweep - removes what dead commands left below tmp/: entries whose lock nobody holds. */
#include "store/gc.h"
#include "store/place.h"
#include "store/tmp.h"
#include "sys/fd.h"

/* The lock is held while removing: whoever made the entry and waits for it then finds it gone. */
static void sweep_one(const struct store *s, struct str name)
{
	AUTO(fd_close) int lock = -1;
	char path[TMP_PATH_BYTES];
	struct err ignored;

	tmp_path(name, path);
	/* What cannot be removed under this id map stays for a command with another; `lichen df`
	 * shows it. */
	if (tmp_take(s, path, &lock) && tree_remove(&s->root, path, &ignored) < 0)
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
