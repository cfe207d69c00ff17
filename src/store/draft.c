/* draft - a file in flight below tmp/ that appears under its name at once, or never. */
#include "store/draft.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sys/fd.h"

enum { PATH_BYTES = 256 };

void draft_release(struct draft *d)
{
	char path[TMP_PATH_BYTES];

	if (!d->store)
		return;
	tmp_path(str_of(d->name), path);
	unlinkat(d->store->root.fd, path, 0);
	fd_close(&d->fd);
	*d = DRAFT_NONE;
}

static int try_begin(const struct store *s, struct draft *d, struct err *e)
{
	char path[TMP_PATH_BYTES];

	if (tmp_name(d->name, e) < 0)
		return -1;
	tmp_path(str_of(d->name), path);
	d->fd = openat(s->root.fd, path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (d->fd < 0)
		return err_sys(e, "cannot write in the store");
	return tmp_claim(s, d->name, d->fd, e);
}

int draft_begin(const struct store *s, struct draft *out, struct err *e)
{
	for (;;) {
		struct draft d = DRAFT_NONE;
		int made = try_begin(s, &d, e);

		if (made > 0) {
			d.store = s;
			*out = d;
			return 0;
		}
		fd_close(&d.fd);
		if (made < 0)
			return store_failed(e);
	}
}

int draft_commit(struct draft *d, const char *path, struct err *e)
{
	char from[TMP_PATH_BYTES];

	tmp_path(str_of(d->name), from);
	if (renameat(d->store->root.fd, from, d->store->root.fd, path) < 0) {
		err_sys(e, "cannot write `%s` of the store", path);
		return store_failed(e);
	}
	fd_close(&d->fd);
	*d = DRAFT_NONE;
	return 0;
}

static int sync_directory(const struct store *s, const char *path, struct err *e)
{
	char parent[PATH_BYTES] = ".";
	const char *slash = strrchr(path, '/');

	if (slash)
		snprintf(parent, sizeof parent, "%.*s", (int)(slash - path), path);
	AUTO(fd_close) int fd = openat(s->root.fd, parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) < 0)
		return err_sys(e, "cannot force `%s` to disk", path);
	return 0;
}

int draft_commit_durable(struct draft *d, const char *path, struct err *e)
{
	const struct store *s = d->store;

	if (fsync(d->fd) < 0) {
		err_sys(e, "cannot force `%s` to disk", path);
		return store_failed(e);
	}
	return draft_commit(d, path, e) < 0 ? -1 : sync_directory(s, path, e);
}
