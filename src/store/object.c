/* object - immutable content in the store: a directory with its content and a stamp, placed by one
 * rename. */
#include "store/object.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/buf.h"
#include "store/durable.h"
#include "store/record.h"
#include "sys/boot.h"
#include "sys/fd.h"

enum {
	PATH_BYTES = 256,
	/* Each further attempt means that another builder placed or removed an untrusted one. */
	COMMIT_ATTEMPTS = 16,
};

bool object_stamp(const struct store *s, const struct place *at, struct stamp *out)
{
	AUTO(record_reader_release) struct record_reader r = {0};
	char path[PATH_BYTES];
	struct err ignored;

	snprintf(path, sizeof path, "%s/stamp", at->path);
	if (record_open(s, path, "stamp", &r, &ignored) <= 0)
		return false;
	struct str boot = record_text(&r, "boot");

	out->time_ns = record_number(&r, "time-ns");
	out->disk_bytes = record_number(&r, "disk-bytes");
	if (!record_ended(&r) || !boot_id_valid(boot))
		return false;
	snprintf(out->boot, sizeof out->boot, "%.*s", STR_FMT(boot));
	out->trusted = durable_covers(s, out->boot, out->time_ns);
	return true;
}

bool object_has(const struct store *s, const struct place *at)
{
	struct stamp stamp;

	return object_stamp(s, at, &stamp) && stamp.trusted;
}

int object_not_found(const struct store *s, const struct place *at, const char *what,
	const struct digest *d, struct err *e)
{
	err_set(e, ERR_NOT_FOUND, "the %s %s is not in the store", what, digest_text(d).text);
	if (tree_has(&s->root, at->path))
		err_hint(e, "it was written shortly before the machine went down, or is damaged,"
			    " and is not trusted: make or pull it again");
	return -1;
}

void object_distrust(const struct store *s, const struct place *at)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof path, "%s/stamp", at->path);
	unlinkat(s->root.fd, path, 0);
}

int object_lost(const struct store *s, const struct place *at, const char *what,
	const struct digest *d, struct err *e)
{
	object_distrust(s, at);
	err_set(e, ERR_NOT_FOUND, "the content of the %s %s is missing from the store", what,
		digest_text(d).text);
	return err_hint(e, "it is taken for absent from now on: build or pull it again");
}

/* The time is taken after the content was written: a mark later than it has seen all of it. */
static int stamp_write(const struct txn *t, const char *name, uint64_t disk_bytes, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};
	char path[PATH_BYTES];

	record_begin(&text, "stamp");
	record_add_text(&text, "boot", str_of(t->store->boot_id));
	record_add_number(&text, "time-ns", boot_clock_ns());
	record_add_number(&text, "disk-bytes", disk_bytes);
	snprintf(path, sizeof path, "%s/stamp", name);
	return record_write_at(t->dir.fd, path, &text, e);
}

int object_remove(const struct store *s, const char *path, struct err *e)
{
	char name[TMP_NAME_BYTES], away[TMP_PATH_BYTES];

	if (tmp_name(name, e) < 0)
		return -1;
	tmp_path(str_of(name), away);
	if (renameat(s->root.fd, path, s->root.fd, away) < 0)
		return errno == ENOENT ? 0 : err_sys(e, "cannot remove `%s` of the store", path);
	return tree_remove(&s->root, away, e);
}

/* Takes away what stands at the place and is not trusted. One builder at a time: otherwise the
 * second to look could take away what the first has just put there and is using. */
static int make_room(const struct store *s, const struct place *at, struct err *e)
{
	AUTO(fd_close)
	int lock =
		openat(s->root.fd, "replace.lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (lock < 0)
		return err_sys(e, "cannot open the store's lock for replacing");
	if (fd_lock(lock, LOCK_EX) < 0)
		return err_sys(e, "cannot lock the store for replacing");
	return object_has(s, at) ? 0 : object_remove(s, at->path, e);
}

/* A plain rename replaces no directory that has something in it, and objects always have; unlike
 * RENAME_NOREPLACE every file system knows it. 1 placed, 0 the place is taken. */
static int place_it(const struct txn *t, const char *name, const struct place *to, struct err *e)
{
	char path[2 * TMP_NAME_BYTES + 8];

	snprintf(path, sizeof path, "tmp/%s/%s", t->name, strcmp(name, ".") == 0 ? "" : name);
	if (renameat(t->store->root.fd, path, t->store->root.fd, to->path) == 0)
		return 1;
	if (errno == ENOTEMPTY || errno == EEXIST)
		return 0;
	err_sys(e, "cannot place `%s` in the store", to->path);
	return store_failed(e);
}

int object_commit(const struct txn *t, const char *name, const struct place *to,
	uint64_t disk_bytes, struct err *e)
{
	if (stamp_write(t, name, disk_bytes, e) < 0)
		return -1;
	for (int i = 0; i < COMMIT_ATTEMPTS; i++) {
		int placed = place_it(t, name, to, e);

		if (placed != 0)
			return placed;
		if (object_has(t->store, to))
			return 0;
		if (make_room(t->store, to, e) < 0)
			return -1;
	}
	return err_set(e, ERR_EXISTS, "cannot place `%s` in the store", to->path);
}
