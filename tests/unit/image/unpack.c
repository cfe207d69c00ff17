#include "image/unpack.h"

#include <sys/sysmacros.h>

#include "image/bench.h"
#include "image/whiteout.h"
#include "image/xattrs.h"
#include "sys/fd.h"

static const struct unpack_attributes plain = {.mode = 0644, .mtime = {.tv_sec = 1000}};
static const struct unpack_attributes dir = {.mode = 0755, .mtime = {.tv_sec = 2000}};

static struct entry_path at(const char *text)
{
	struct entry_path p;
	struct err e;

	cr_assert_eq(entry_path_read(str_of(text), &p, &e), 0, "%s", e.text);
	return p;
}

static int add_dir(struct unpack *u, const char *path, struct err *e)
{
	struct entry_path p = at(path);

	return unpack_dir(u, &p, &dir, NULL, e);
}

static int add_file(struct unpack *u, const char *path, struct err *e)
{
	struct entry_path p = at(path);
	AUTO(fd_close) int fd = -1;

	if (unpack_file(u, &p, &fd, e) < 0 || fd_write_full(fd, "x", 1, e) < 0)
		return -1;
	return unpack_file_end(u, fd, &plain, NULL, e);
}

static int add_link(struct unpack *u, const char *path, const char *target, struct err *e)
{
	struct entry_path p = at(path);

	return unpack_special(u, &p, target, &plain, e);
}

static int add_hard(struct unpack *u, const char *path, const char *target, struct err *e)
{
	struct entry_path p = at(path), t = at(target);

	return unpack_hard_link(u, &p, &t, e);
}

static int hide(struct unpack *u, const char *path, struct err *e)
{
	struct entry_path p = at(path);

	return unpack_whiteout(u, &p, e);
}

static bool opaque(struct place *place, const char *path)
{
	AUTO(fd_close) int fd = openat(place->dir.fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd >= 0 && whiteout_is_opaque(fd);
}

static bool hidden(struct place *place, const char *path)
{
	struct stat st;

	return fstatat(place->dir.fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0 && whiteout_is(&st);
}

#define BEGIN(u)                                                                                   \
	AUTO(unpack_release) struct unpack u;                                                      \
	struct err e;                                                                              \
	unpack_begin(&u, place->dir.fd, 60000)

#define REFUSED(call, kind_)                                                                       \
	do {                                                                                       \
		err_clear(&e);                                                                     \
		CHECK((call) == -1);                                                               \
		if (e.kind != (kind_))                                                             \
			fprintf(stderr, "kind %d: %s\n", e.kind, e.text);                          \
		CHECK(e.kind == (kind_));                                                          \
	} while (0)

INSIDE(image_unpack, directories_are_finished_at_the_end)
{
	struct unpack_attributes odd = {.mode = 02500, .uid = 7, .gid = 8, .mtime = {.tv_sec = 5}};
	struct entry_path p = at("d");
	struct stat st;

	BEGIN(u);
	CHECK_OK(unpack_dir(&u, &p, &odd, NULL, &e));
	CHECK_OK(add_file(&u, "d/f", &e));
	CHECK_OK(add_file(&u, "implied/deep/f", &e));
	CHECK_OK(unpack_end(&u, &e));
	CHECK(fstatat(place->dir.fd, "d", &st, 0) == 0 && (st.st_mode & 07777) == 02500);
	CHECK(st.st_uid == 7 && st.st_gid == 8 && st.st_mtime == 5);
	CHECK(fstatat(place->dir.fd, "d/f", &st, 0) == 0 && st.st_gid == 0 && st.st_mtime == 1000);
	CHECK(fstatat(place->dir.fd, "implied", &st, 0) == 0 && (st.st_mode & 07777) == 0755);
	CHECK(st.st_mtime == 0 && u.implied_dirs == 2);
	CHECK(fstat(place->dir.fd, &st) == 0 && (st.st_mode & 07777) == 0755 && st.st_mtime == 0);
	CHECK(!xattrs_has_root_mark(place->dir.fd));
	return 0;
}

INSIDE(image_unpack, an_implied_directory_may_get_its_entry_later)
{
	struct stat st;

	BEGIN(u);
	CHECK_OK(add_file(&u, "d/f", &e));
	CHECK_OK(add_dir(&u, "d", &e));
	CHECK(u.implied_dirs == 0);
	REFUSED(add_dir(&u, "d", &e), ERR_INVALID);
	CHECK_OK(unpack_end(&u, &e));
	CHECK(fstatat(place->dir.fd, "d", &st, 0) == 0 && st.st_mtime == 2000);
	return 0;
}

INSIDE(image_unpack, special_bits_survive_the_owner)
{
	struct unpack_attributes suid = {.mode = 06755, .uid = 3, .gid = 4};
	AUTO(map_release) struct map xattrs = {0};
	AUTO(map_release) struct map back = {0};
	AUTO(fd_close) int fd = -1;
	struct entry_path p = at("f");
	struct stat st;

	BEGIN(u);
	map_set(&xattrs, STR(XATTRS_CAPABILITY), STR("\1\0\0\2\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
	CHECK_OK(unpack_file(&u, &p, &fd, &e));
	CHECK_OK(unpack_file_end(&u, fd, &suid, &xattrs, &e));
	CHECK(fstat(fd, &st) == 0 && (st.st_mode & 07777) == 06755 && st.st_uid == 3);
	CHECK_OK(xattrs_read(fd, &back, &e));
	CHECK(back.n == 1);
	return 0;
}

INSIDE(image_unpack, nothing_is_replaced)
{
	BEGIN(u);
	CHECK_OK(add_file(&u, "f", &e));
	CHECK_OK(add_dir(&u, "d", &e));
	CHECK_OK(add_link(&u, "l", "/", &e));
	REFUSED(add_file(&u, "f", &e), ERR_INVALID);
	REFUSED(add_dir(&u, "f", &e), ERR_INVALID);
	REFUSED(add_link(&u, "d", "/", &e), ERR_INVALID);
	REFUSED(add_link(&u, "d", NULL, &e), ERR_INVALID);
	REFUSED(add_file(&u, "d", &e), ERR_INVALID);
	REFUSED(add_file(&u, "l", &e), ERR_INVALID);
	REFUSED(add_dir(&u, "l", &e), ERR_INVALID);
	REFUSED(add_file(&u, "f/below", &e), ERR_INVALID);
	REFUSED(add_hard(&u, "d", "f", &e), ERR_INVALID);
	return 0;
}

INSIDE(image_unpack, links_are_never_followed)
{
	BEGIN(u);
	CHECK_OK(add_link(&u, "out", "/tmp", &e));
	CHECK_OK(add_link(&u, "up", "../../..", &e));
	CHECK_OK(add_dir(&u, "d", &e));
	CHECK_OK(add_link(&u, "in", "d", &e));
	REFUSED(add_file(&u, "out/pwn", &e), ERR_INVALID);
	CHECK(strstr(e.text, "it lies behind the symbolic link `out`"));
	REFUSED(add_file(&u, "up/pwn", &e), ERR_INVALID);
	REFUSED(add_file(&u, "in/f", &e), ERR_INVALID);
	REFUSED(add_hard(&u, "h", "up/etc/passwd", &e), ERR_INVALID);
	REFUSED(hide(&u, "out/.wh.x", &e), ERR_INVALID);
	REFUSED(hide(&u, "out/.wh..wh..opq", &e), ERR_INVALID);
	return 0;
}

INSIDE(image_unpack, hard_links_stay_in_the_layer)
{
	struct stat a, b;

	BEGIN(u);
	CHECK_OK(add_file(&u, "f", &e));
	CHECK_OK(add_dir(&u, "d", &e));
	CHECK_OK(add_link(&u, "l", "nowhere", &e));
	CHECK_OK(hide(&u, ".wh.gone", &e));
	CHECK_OK(add_hard(&u, "d/h", "f", &e));
	CHECK_OK(add_hard(&u, "l2", "l", &e));
	CHECK(fstatat(place->dir.fd, "f", &a, 0) == 0 && fstatat(place->dir.fd, "d/h", &b, 0) == 0);
	CHECK(a.st_ino == b.st_ino);
	REFUSED(add_hard(&u, "x", "etc/shadow", &e), ERR_INVALID);
	REFUSED(add_hard(&u, "x", "x", &e), ERR_INVALID);
	REFUSED(add_hard(&u, "x", "d", &e), ERR_INVALID);
	REFUSED(add_hard(&u, "x", ".", &e), ERR_INVALID);
	REFUSED(add_hard(&u, "x", "gone", &e), ERR_INVALID);
	CHECK(fstatat(place->dir.fd, "etc", &a, 0) == -1);
	return 0;
}

INSIDE(image_unpack, whiteouts_in_any_order)
{
	struct stat st;

	BEGIN(u);
	CHECK_OK(hide(&u, ".wh.a", &e)); /* only removed */
	CHECK_OK(hide(&u, ".wh.f", &e)); /* removed, then a file */
	CHECK_OK(add_file(&u, "f", &e));
	CHECK_OK(add_file(&u, "g", &e)); /* the other order */
	CHECK_OK(hide(&u, ".wh.g", &e));
	CHECK_OK(hide(&u, ".wh.d", &e)); /* removed, then a directory */
	CHECK_OK(add_dir(&u, "d", &e));
	CHECK_OK(add_dir(&u, "e", &e));
	CHECK_OK(hide(&u, ".wh.e", &e));
	CHECK_OK(hide(&u, ".wh.p", &e)); /* removed, then a parent without an entry */
	CHECK_OK(add_file(&u, "p/f", &e));
	CHECK_OK(add_file(&u, "o/f", &e)); /* opaque after its children */
	CHECK_OK(hide(&u, "o/.wh..wh..opq", &e));
	CHECK_OK(hide(&u, ".wh..wh.plnk", &e));
	CHECK(hidden(place, "a") && !hidden(place, "f") && !hidden(place, "g"));
	CHECK(opaque(place, "d") && opaque(place, "e") && opaque(place, "p") && opaque(place, "o"));
	CHECK(fstatat(place->dir.fd, "o/f", &st, 0) == 0 &&
		fstatat(place->dir.fd, "p/f", &st, 0) == 0);
	CHECK(fstatat(place->dir.fd, ".wh..wh.plnk", &st, 0) == -1);
	return 0;
}

INSIDE(image_unpack, broken_whiteouts_are_refused)
{
	BEGIN(u);
	REFUSED(hide(&u, "d/.wh.", &e), ERR_INVALID);
	REFUSED(hide(&u, ".wh..", &e), ERR_INVALID);
	REFUSED(hide(&u, ".wh...", &e), ERR_INVALID);
	REFUSED(hide(&u, ".wh..wh..opq", &e), ERR_UNSUPPORTED);
	CHECK_OK(hide(&u, ".wh.x", &e));
	REFUSED(hide(&u, ".wh.x", &e), ERR_INVALID);
	return 0;
}

INSIDE(image_unpack, the_root_is_a_directory_and_there_once)
{
	struct stat st;

	BEGIN(u);
	REFUSED(add_link(&u, "./", "/", &e), ERR_INVALID);
	REFUSED(add_file(&u, ".", &e), ERR_INVALID);
	REFUSED(add_hard(&u, ".", "f", &e), ERR_INVALID);
	CHECK_OK(add_dir(&u, "./", &e));
	REFUSED(add_dir(&u, ".", &e), ERR_INVALID);
	CHECK_OK(unpack_end(&u, &e));
	CHECK(fstat(place->dir.fd, &st) == 0 && st.st_mtime == 2000 &&
		xattrs_has_root_mark(place->dir.fd));
	return 0;
}

INSIDE(image_unpack, ids_outside_of_the_map_are_named)
{
	struct unpack_attributes far = {.mode = 0644, .uid = 5, .gid = 70000};
	struct entry_path p = at("f"), d = at("d");
	AUTO(fd_close) int fd = -1;

	BEGIN(u);
	CHECK_OK(unpack_file(&u, &p, &fd, &e));
	REFUSED(unpack_file_end(&u, fd, &far, NULL, &e), ERR_INVALID);
	CHECK(strstr(e.text, "it belongs to group id 70000") && strstr(e.hint, "/etc/subuid"));
	far.uid = 60000;
	REFUSED(unpack_dir(&u, &d, &far, NULL, &e), ERR_INVALID);
	CHECK(strstr(e.text, "user id 60000"));
	return 0;
}

INSIDE(image_unpack, fifos_are_made)
{
	struct unpack_attributes a = {.mode = 0622, .uid = 9, .gid = 9, .mtime = {.tv_sec = 3}};
	struct entry_path p = at("pipe");
	struct stat st;

	BEGIN(u);
	CHECK_OK(unpack_special(&u, &p, NULL, &a, &e));
	CHECK(fstatat(place->dir.fd, "pipe", &st, 0) == 0 && S_ISFIFO(st.st_mode));
	CHECK((st.st_mode & 07777) == 0622 && st.st_uid == 9 && st.st_mtime == 3);
	return 0;
}
