/* files_copy - what a COPY or ADD selects, put into a rootfs.
 *
 * The walk makes directories and opens sources; regular files are written on all processors. A
 * directory waits for its files before it is left, and so does whatever looks at them: a hard
 * link, the next source.
 *
 * A directory is made with mode 0700 (or found), filled, and dressed when it is left: owner, mode,
 * attributes and time in the end are the source's, whatever was written in between. The
 * destination itself is not dressed, but takes the time of a source directory.
 */
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/vec.h"
#include "codec/tar.h"
#include "exec/crew.h"
#include "exec/extract.h"
#include "exec/files.h"
#include "exec/place.h"
#include "exec/select.h"
#include "sys/copy.h"
#include "sys/fd.h"

enum { INLINE_MODE = 0644 };

/* A directory of the rootfs that is being filled. */
struct filling {
	int fd;
	bool borrowed; /* the place's own */
	bool made;
};

struct copying {
	struct place place;
	VEC(struct filling) dirs;
	struct buf shown, data; /* scratch */
	struct crew crew;       /* of struct write_task */
};

/* A regular file to be written into a directory that stays open. */
struct write_task {
	struct deposit to;
	char *shown; /* what `to` points into */
	int from;
	uint64_t size_bytes;
};

static int write_file(void *task, struct buf *scratch, struct err *e)
{
	struct write_task *t = task;

	return deposit_file(&t->to, t->from, t->size_bytes, scratch, e);
}

static void end_write(void *context, void *task, bool done)
{
	struct write_task *t = task;

	(void)context;
	(void)done;
	fd_close(&t->from);
	mem_release(&t->shown);
}

static void copying_release(struct copying *c)
{
	crew_release(&c->crew);
	for (size_t i = 0; i < c->dirs.n; i++) {
		if (!c->dirs.p[i].borrowed)
			fd_close(&c->dirs.p[i].fd);
	}
	vec_release(&c->dirs);
	buf_release(&c->shown);
	buf_release(&c->data);
	place_release(&c->place);
}

static const char *last_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* How the entry below the destination will look, and where; the spot is in the innermost directory.
 */
static struct deposit nested(struct copying *c, const struct pick *p, int dirfd)
{
	struct deposit d = place_dress(&c->place, p->st);

	buf_clear(&c->shown);
	buf_fmt(&c->shown, "/%s%s%s", buf_cstr(&c->place.dest), c->place.dest.n > 0 ? "/" : "",
		p->path);
	d.dirfd = dirfd;
	d.name = last_name(p->path);
	d.shown = buf_cstr(&c->shown);
	return d;
}

/* A directory cannot lie on a file; links in the destination are followed to know. */
static int check_no_file(const struct copying *c, struct err *e)
{
	struct stat st;

	if (c->place.r->link || c->place.dir >= 0 || c->place.dest.n == 0)
		return 0;
	if (rootfs_stat(c->place.to, c->place.dest.p, &st, e) == 0) {
		if (S_ISDIR(st.st_mode))
			return 0;
		return err_set(
			e, ERR_INVALID, "cannot copy to non-directory: /%s", c->place.dest.p);
	}
	if (e->kind != ERR_NOT_FOUND)
		return -1;
	err_clear(e);
	return 0;
}

static int enter_directory(struct copying *c, const struct pick *p, struct err *e)
{
	struct filling f = {.fd = -1, .borrowed = p->top};

	if (p->top) {
		if (check_no_file(c, e) < 0 || place_directory(&c->place, &f.fd, e) < 0)
			return -1;
	} else {
		struct deposit d = nested(c, p, vec_last(&c->dirs)->fd);

		if (deposit_dir(&d, &f.fd, &f.made, e) < 0)
			return -1;
	}
	vec_push(&c->dirs, f);
	return 0;
}

/* One that an instruction names is written at once: where it lands may be looked at next. */
static int copy_regular(
	struct copying *c, const struct pick *p, const struct deposit *d, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	struct write_task t = {.to = *d};
	struct stat st;

	if (select_open(p, &fd, &st, e) < 0)
		return -1;
	/* A layer has whole seconds: what is set now need not be cut later. */
	t.to.mtime.tv_nsec = 0;
	if (p->top)
		return deposit_file(&t.to, fd, (uint64_t)st.st_size, &c->data, e);
	t.shown = mem_strdup(d->shown);
	t.to.shown = t.shown;
	t.to.name = last_name(t.shown);
	t.size_bytes = (uint64_t)st.st_size;
	t.from = fd_take(&fd);
	return crew_add(&c->crew, &t, e);
}

static int copy_symlink(const struct pick *p, const struct deposit *d, struct err *e)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(p->dirfd, p->name, target, sizeof target - 1);

	if (n < 0)
		return err_sys(e, "cannot read the link `%s`", p->path);
	target[n] = '\0';
	return deposit_symlink(d, target, e);
}

/* Another name of a file that lies below the destination already. */
static int copy_hard_link(
	struct copying *c, const struct pick *p, const struct deposit *d, struct err *e)
{
	AUTO(fd_close) int dirfd = -1;
	char name[NAME_BYTES];
	const struct rootfs dest = {c->dirs.p[0].fd};

	if (crew_finish(&c->crew, e) < 0 || rootfs_parent(&dest, p->same_as, &dirfd, name, e) < 0)
		return -1;
	return deposit_link(d, dirfd, name, e);
}

static int copy_leaf(
	struct copying *c, const struct pick *p, const struct deposit *d, struct err *e)
{
	if (p->same_as)
		return copy_hard_link(c, p, d, e);
	switch (p->st->st_mode & S_IFMT) {
	case S_IFREG: return copy_regular(c, p, d, e);
	case S_IFLNK: return copy_symlink(p, d, e);
	case S_IFIFO: return deposit_fifo(d, e);
	case S_IFSOCK: return deposit_bytes(d, STR(""), e);
	default: return err_set(e, ERR_INVALID, "cannot copy `%s`: it is a device", p->path);
	}
}

/* ADD: 1 when the file was an archive and is unpacked now. */
static int unpack(struct copying *c, int fd, const char *path, struct err *e)
{
	struct extract_rules rules = {
		.has_owner = c->place.has_owner,
		.uid = c->place.uid,
		.gid = c->place.gid,
		.epoch_s = c->place.r->epoch_s,
	};
	int archive = tar_probe(fd, e);

	if (archive <= 0)
		return archive;
	if (place_directory(&c->place, &rules.dest_fd, e) < 0)
		return -1;
	if (extract_archive(fd, &rules, e) < 0)
		return err_during(e, "unpacking `%s`", path);
	return 1;
}

static int unpack_top(struct copying *c, const struct pick *p, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	struct stat st;

	if (!c->place.r->unpack || !S_ISREG(p->st->st_mode))
		return 0;
	if (select_open(p, &fd, &st, e) < 0)
		return -1;
	return unpack(c, fd, p->path, e);
}

static int copy_top_file(struct copying *c, const struct pick *p, struct err *e)
{
	AUTO(spot_release) struct spot spot = {.dirfd = -1};
	struct deposit d = place_dress(&c->place, p->st);
	int unpacked = unpack_top(c, p, e);

	if (unpacked != 0)
		return unpacked < 0 ? -1 : 0;
	if (place_file(&c->place, p->path, &spot, e) < 0)
		return -1;
	d.dirfd = spot.dirfd;
	d.name = spot.name;
	d.shown = buf_cstr(&spot.shown);
	return copy_leaf(c, p, &d, e);
}

static int enter(void *context, const struct pick *p, struct err *e)
{
	struct copying *c = context;

	if (S_ISDIR(p->st->st_mode))
		return enter_directory(c, p, e);
	if (p->top)
		return copy_top_file(c, p, e);
	struct deposit d = nested(c, p, vec_last(&c->dirs)->fd);

	return copy_leaf(c, p, &d, e);
}

static int copy_attributes(const struct pick *p, int to, struct err *e)
{
	AUTO(fd_close)
	int from = openat(p->dirfd, p->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (from < 0)
		return err_sys(e, "cannot open `%s`", p->path);
	if (copy_xattrs(from, to, e) < 0)
		return err_during(e, "copying `%s`", p->path);
	return 0;
}

/* --parents: one that was there keeps its owner, and takes the source's mode even under --chmod; a
 * new one has its own time. */
static int dress_parent(struct copying *c, const struct pick *p, struct filling *f, struct err *e)
{
	struct deposit d = nested(c, p, -1);
	struct stat now;

	d.mtime.tv_nsec = UTIME_OMIT;
	if (!f->made && fstat(f->fd, &now) < 0)
		return err_sys(e, "cannot look at `%s`", d.shown);
	if (!f->made) {
		d.mode = p->st->st_mode & CHMOD_BITS;
		d.uid = now.st_uid;
		d.gid = now.st_gid;
	}
	return deposit_dress(&d, f->fd, e);
}

static int dress_top(const struct pick *p, int fd, struct err *e)
{
	const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, p->st->st_mtim};

	if (p->on_the_way || futimens(fd, times) == 0)
		return 0;
	return err_sys(e, "cannot set the time of the destination");
}

static int dress(struct copying *c, const struct pick *p, struct filling *f, struct err *e)
{
	if (p->top)
		return dress_top(p, f->fd, e);
	if (p->on_the_way)
		return dress_parent(c, p, f, e);
	struct deposit d = nested(c, p, -1);

	if (copy_attributes(p, f->fd, e) < 0)
		return -1;
	return deposit_dress(&d, f->fd, e);
}

static int leave(void *context, const struct pick *p, struct err *e)
{
	struct copying *c = context;
	struct filling *f = vec_last(&c->dirs);
	int failed = crew_finish(&c->crew, e) < 0 || dress(c, p, f, e) < 0 ? -1 : 0;

	if (!f->borrowed)
		fd_close(&f->fd);
	c->dirs.n--;
	return failed;
}

static int check_name(const char *name, const char *what, struct err *e)
{
	struct str s = str_of(name);

	if (s.n == 0 || s.n >= NAME_BYTES || str_find(s, '/') < s.n || str_eq(s, STR(".")) ||
		str_eq(s, STR("..")))
		return err_set(e, ERR_INVALID, "%s cannot be the file `%s`", what, name);
	return select_admit(s, &(struct stat){.st_mode = S_IFREG}, name, e);
}

/* A file that no source has: nobody's, so it is ours even where owners are kept. */
struct new_file {
	const char *name;
	mode_t mode;
	struct timespec mtime;
};

static int place_new(struct copying *c, const struct new_file *f, struct spot *spot,
	struct deposit *d, struct err *e)
{
	const struct stat st = {
		.st_mode = S_IFREG | f->mode,
		.st_uid = c->place.uid,
		.st_gid = c->place.gid,
		.st_mtim = f->mtime,
	};

	if (place_file(&c->place, f->name, spot, e) < 0)
		return -1;
	*d = place_dress(&c->place, &st);
	d->dirfd = spot->dirfd;
	d->name = spot->name;
	d->shown = buf_cstr(&spot->shown);
	return 0;
}

static int copy_inline(struct copying *c, const struct files_inline *in, struct err *e)
{
	AUTO(spot_release) struct spot spot = {.dirfd = -1};
	struct new_file f = {in->name, INLINE_MODE, {.tv_nsec = UTIME_NOW}};
	struct deposit d;

	if (c->place.r->epoch_s != -1)
		f.mtime = (struct timespec){.tv_sec = c->place.r->epoch_s};
	if (check_name(f.name, "a here-document", e) < 0 || place_new(c, &f, &spot, &d, e) < 0)
		return -1;
	return deposit_bytes(&d, in->body, e);
}

static int copy_given(struct copying *c, const struct files_given *g, struct err *e)
{
	AUTO(spot_release) struct spot spot = {.dirfd = -1};
	const struct new_file f = {g->name, g->mode, {.tv_sec = g->mtime_s}};
	struct deposit d;
	struct stat st;
	int unpacked = c->place.r->unpack ? unpack(c, g->fd, g->name, e) : 0;

	if (unpacked != 0)
		return unpacked < 0 ? -1 : 0;
	if (fstat(g->fd, &st) < 0)
		return err_sys(e, "cannot look at `%s`", g->name);
	if (check_name(f.name, "what was fetched", e) < 0 || place_new(c, &f, &spot, &d, e) < 0)
		return -1;
	return deposit_file(&d, g->fd, (uint64_t)st.st_size, &c->data, e);
}

static int copy_request(struct copying *c, const struct files_request *r, struct err *e)
{
	c->place.r = r;
	if (select_each(r, &(struct select_visitor){enter, leave, c}, e) < 0)
		return -1;
	if (r->given && copy_given(c, r->given, e) < 0)
		return -1;
	for (size_t i = 0; i < r->inlines_n; i++)
		if (copy_inline(c, &r->inlines[i], e) < 0)
			return -1;
	return 0;
}

int files_copy_all(const struct files_request *r, size_t n, const struct rootfs *to, struct err *e)
{
	AUTO(copying_release) struct copying c = {0};

	crew_init(
		&c.crew, &(struct crew_work){write_file, end_write, &c, sizeof(struct write_task)});
	if (place_init(&c.place, r, to, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (copy_request(&c, &r[i], e) < 0)
			return -1;
	return 0;
}

int files_copy(const struct files_request *r, const struct rootfs *to, struct err *e)
{
	return files_copy_all(r, 1, to, e);
}

int files_workdir(const struct rootfs *to, const char *path, uid_t uid, gid_t gid, int64_t epoch_s,
	struct err *e)
{
	AUTO(fd_close) int fd = -1;
	const struct rootfs_owner owner = {
		.uid = uid, .gid = gid, .mode = 0755, .mtime_s = epoch_s};

	return rootfs_mkdirs(to, path, &owner, &fd, e);
}
