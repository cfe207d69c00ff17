/* place - where in the rootfs a COPY or ADD lands, and as whose. */
#include "exec/place.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "exec/locate.h"
#include "exec/user.h"
#include "sys/fd.h"

enum { PARENT_MODE = 0755, RWX = 0777 };

static int check_dest(struct str dest, struct err *e)
{
	struct str name;

	while (dest.n > 0) {
		str_cut(dest, '/', &name, &dest);
		if (str_starts(name, STR(".wh.")))
			return err_set(e, ERR_INVALID,
				"cannot copy to `%.*s`: names that begin with `.wh.` delete",
				STR_FMT(name));
	}
	return 0;
}

int place_init(
	struct place *p, const struct files_request *r, const struct rootfs *to, struct err *e)
{
	struct str dest = str_of(r->dest);

	*p = (struct place){.r = r, .to = to, .dir = -1, .uid = geteuid(), .gid = getegid()};
	p->slash = str_ends(dest, STR("/")) || str_ends(dest, STR("/."));
	locate_clean(dest, &p->dest);
	p->has_chmod = r->chmod != NULL;
	if (r->chmod && chmod_parse(str_of(r->chmod), &p->chmod, e) < 0)
		return -1;
	p->has_owner = r->chown != NULL;
	if (r->chown && owner_resolve(to, str_of(r->chown), &p->uid, &p->gid, e) < 0)
		return err_during(e, "resolving --chown=%s", r->chown);
	return check_dest(buf_str(&p->dest), e);
}

void place_release(struct place *p)
{
	fd_close(&p->dir);
	buf_release(&p->dest);
}

void spot_release(struct spot *s)
{
	fd_close(&s->dirfd);
	buf_release(&s->shown);
}

struct rootfs_owner place_parents(const struct place *p)
{
	bool octal = p->has_chmod && p->chmod.octal;

	return (struct rootfs_owner){
		.uid = p->uid,
		.gid = p->gid,
		.mode = octal ? p->chmod.mode & RWX : PARENT_MODE,
		.mtime_s = p->r->epoch_s,
	};
}

struct deposit place_dress(const struct place *p, const struct stat *st)
{
	bool keep = p->r->keep_owner && !p->has_owner;
	mode_t mode = st->st_mode & CHMOD_BITS;

	return (struct deposit){
		.force = p->r->link,
		.mode = p->has_chmod ? chmod_apply(&p->chmod, mode, S_ISDIR(st->st_mode)) : mode,
		.uid = keep ? st->st_uid : p->uid,
		.gid = keep ? st->st_gid : p->gid,
		.mtime = st->st_mtim,
	};
}

/* --link: one component below dir, which is replaced by it. */
static int overlay_one(const struct place *p, int *dir, const char *name, struct err *e)
{
	AUTO(fd_close) int below = -1;
	struct rootfs_owner owner = place_parents(p);
	struct deposit d = {
		.dirfd = *dir,
		.name = name,
		.shown = name,
		.force = true,
		.mode = owner.mode,
		.uid = owner.uid,
		.gid = owner.gid,
		.mtime = {.tv_nsec = UTIME_OMIT},
	};
	bool made;

	if (deposit_dir(&d, &below, &made, e) < 0)
		return -1;
	if (made && owner.mtime_s != -1)
		d.mtime = (struct timespec){.tv_sec = owner.mtime_s};
	if (deposit_dress(&d, below, e) < 0)
		return -1;
	fd_close(dir);
	*dir = fd_take(&below);
	return 0;
}

static int overlay_dirs(const struct place *p, struct str path, int *fd, struct err *e)
{
	AUTO(fd_close) int dir = -1;

	if (rootfs_open(p->to, "/", O_RDONLY | O_DIRECTORY, 0, &dir, e) < 0)
		return -1;
	while (path.n > 0) {
		char name[NAME_BYTES];
		struct str component;

		str_cut(path, '/', &component, &path);
		if (component.n >= sizeof name)
			return err_set(
				e, ERR_LIMIT, "the name `%.*s` is too long", STR_FMT(component));
		snprintf(name, sizeof name, "%.*s", STR_FMT(component));
		if (overlay_one(p, &dir, name, e) < 0)
			return -1;
	}
	*fd = fd_take(&dir);
	return 0;
}

static int make_dirs(const struct place *p, struct str path, int *fd, struct err *e)
{
	if (p->r->link)
		return overlay_dirs(p, path, fd, e);
	AUTO(buf_release) struct buf text = {0};
	struct rootfs_owner owner = place_parents(p);

	buf_char(&text, '/');
	buf_str_add(&text, path);
	return rootfs_mkdirs(p->to, buf_cstr(&text), &owner, fd, e);
}

int place_directory(struct place *p, int *fd, struct err *e)
{
	if (p->dir < 0 && make_dirs(p, buf_str(&p->dest), &p->dir, e) < 0)
		return -1;
	*fd = p->dir;
	return 0;
}

/* Is the destination a directory as far as a file is concerned? 1, 0 or -1. */
static int is_directory(const struct place *p, struct err *e)
{
	struct stat st;

	if (p->slash || p->dir >= 0 || p->dest.n == 0)
		return 1;
	if (p->r->link)
		return 0;
	if (rootfs_stat(p->to, p->dest.p, &st, e) == 0)
		return S_ISDIR(st.st_mode);
	if (e->kind != ERR_NOT_FOUND)
		return -1;
	err_clear(e);
	return 0;
}

/* The destination is the file itself: where its links lead in the end. */
static int place_at_dest(struct place *p, struct spot *out, struct err *e)
{
	AUTO(buf_release) struct buf real = {0};

	if (p->file_made) {
		err_set(e, ERR_INVALID, "cannot copy several files to `/%s`, which is no directory",
			p->dest.p);
		return err_hint(e, "end the destination with a slash: `/%s/`", p->dest.p);
	}
	if (p->r->link)
		buf_str_add(&real, buf_str(&p->dest));
	else if (locate(p->to, buf_str(&p->dest), NULL, &real, e) < 0)
		return -1;
	struct str name = locate_base(buf_str(&real));

	if (name.n >= NAME_BYTES)
		return err_set(e, ERR_LIMIT, "the name `%.*s` is too long", STR_FMT(name));
	snprintf(out->name, sizeof out->name, "%.*s", STR_FMT(name));
	buf_fmt(&out->shown, "/%s", p->dest.p);
	p->file_made = true;
	return make_dirs(p, locate_parent(buf_str(&real)), &out->dirfd, e);
}

int place_file(struct place *p, const char *name, struct spot *out, struct err *e)
{
	int fd = -1;
	int directory = is_directory(p, e);

	*out = (struct spot){.dirfd = -1};
	if (directory < 0)
		return -1;
	if (!directory)
		return place_at_dest(p, out, e);
	if (place_directory(p, &fd, e) < 0)
		return -1;
	out->dirfd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (out->dirfd < 0)
		return err_sys(e, "cannot use the destination");
	snprintf(out->name, sizeof out->name, "%s", name);
	buf_fmt(&out->shown, "/%s%s%s", buf_cstr(&p->dest), p->dest.n > 0 ? "/" : "", name);
	return 0;
}
