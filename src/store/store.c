/* store - everything that outlives a build, named by content, under one directory. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/strs.h"
#include "store/draft.h"
#include "store/durable.h"
#include "store/place.h"
#include "sys/boot.h"
#include "sys/fd.h"
#include "sys/spread.h"

static const char version_text[] = "lichen store 1\n";

enum { VERSION_BYTES_MAX = 256 };

/* tmp first: every other write passes through it. */
static const char *const directories[] = {"tmp", "durable", "blobs", "blobs/sha256", "blobs/sha512",
	"layers", "encodings", "steps", "facts", "downloads", "images", "mounts"};

int store_failed(struct err *e)
{
	if (e->kind == ERR_SYS && (e->sys_errno == ENOSPC || e->sys_errno == EDQUOT))
		err_hint(e, "the disk of the store is full: `lichen prune` frees what no image"
			    " needs, `lichen prune --all` also the build cache");
	return -1;
}

void store_close(struct store *s)
{
	tree_close(&s->root);
	fd_close(&s->lock_fd);
}

static int take_lock(struct store *s, struct err *e)
{
	s->lock_fd = openat(s->root.fd, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (s->lock_fd < 0)
		return err_sys(e, "cannot open the lock of the store");
	if (fd_lock(s->lock_fd, s->lock == STORE_EXCLUSIVE ? LOCK_EX : LOCK_SH) < 0)
		return err_sys(e, "cannot lock the store");
	return 0;
}

/* Only an empty directory may become a store: its mode is about to change, and what stands beside a
 * store's own names might be swept away. Its own first two names may be left by a killed start; a
 * volume of its own has a lost+found. */
static int must_be_empty(const struct store *s, struct err *e)
{
	AUTO(strs_release) struct strs names = {0};

	if (place_list(s, ".", &names, e) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		if (str_eq(names.p[i], STR("lock")) || str_eq(names.p[i], STR("tmp")) ||
			str_eq(names.p[i], STR("lost+found")))
			continue;
		err_set(e, ERR_INVALID, "the directory is not a store, and it is not empty");
		return err_hint(e, "name an empty or a new directory for the store");
	}
	return 0;
}

static int check_version(const struct store *s, bool *is_new, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};

	*is_new = false;
	if (tree_read(&s->root, "version", VERSION_BYTES_MAX, &text, e) < 0) {
		*is_new = e->kind == ERR_NOT_FOUND;
		return *is_new ? must_be_empty(s, e) : -1;
	}
	if (str_eq(buf_str(&text), str_of(version_text)))
		return 0;
	err_set(e, ERR_INVALID, "the store has a version that this lichen does not know: `%.*s`",
		STR_FMT(str_trim(buf_str(&text))));
	return err_hint(e, "use the lichen that made it, or another directory");
}

/* On disk before anything else is: a store whose version was lost would be refused for ever. */
static int write_version(const struct store *s, struct err *e)
{
	AUTO(draft_release) struct draft d = DRAFT_NONE;

	if (draft_begin(s, &d, e) < 0 ||
		fd_write_full(d.fd, version_text, sizeof version_text - 1, e) < 0)
		return -1;
	return draft_commit_durable(&d, "version", e);
}

static int make_directories(const struct store *s, struct err *e)
{
	for (size_t i = 0; i < sizeof directories / sizeof *directories; i++)
		if (mkdirat(s->root.fd, directories[i], 0700) < 0 && errno != EEXIST)
			return err_sys(e, "cannot make `%s`", directories[i]);
	return 0;
}

static int prepare(struct store *s, struct err *e)
{
	bool is_new = false;

	if (take_lock(s, e) < 0 || check_version(s, &is_new, e) < 0)
		return -1;
	if (fchmod(s->root.fd, 0700) < 0) {
		err_sys(e, "cannot keep others out of the store");
		return err_hint(e, "the store's directory must be your own: name a new one");
	}
	if (mkdirat(s->root.fd, "tmp", 0700) < 0 && errno != EEXIST)
		return err_sys(e, "cannot make `tmp`");
	spread_children(s->root.fd, "tmp");
	if ((is_new && write_version(s, e) < 0) || make_directories(s, e) < 0)
		return -1;
	return boot_id(s->boot_id, e);
}

int store_open(const struct tree *root, enum store_lock lock, struct store *out, struct err *e)
{
	AUTO(store_close) struct store s = STORE_NONE;

	s.lock = lock;
	if (tree_at(root, ".", &s.root, e) < 0 || prepare(&s, e) < 0) {
		err_during(e, "opening the store");
		return store_failed(e);
	}
	durable_when_cheap(&s);
	*out = s;
	s = STORE_NONE;
	return 0;
}
