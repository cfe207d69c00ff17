#include "sys/rootfs.h"

#include <errno.h>

#include "scratch.h"
#include "sys/fd.h"

static struct rootfs root_in(const struct scratch *s, const char *script)
{
	struct err e;
	struct rootfs r = ROOTFS_NONE;

	scratch_sh(s, "mkdir r; echo outside >secret");
	char inside[512];

	snprintf(inside, sizeof inside, "cd r; %s", script);
	scratch_sh(s, inside);
	AUTO(fd_close) int fd = openat(s->fd, "r", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	cr_assert_eq(rootfs_of(fd, &r, &e), 0);
	return r;
}

#define WITH_ROOT(script)                                                                          \
	AUTO(scratch_release) struct scratch s = scratch_make();                                   \
	AUTO(rootfs_close) struct rootfs r = root_in(&s, script);                                  \
	__attribute__((unused)) struct err e

static const char *content(const struct rootfs *r, const char *path)
{
	static char text[64];
	struct err e;
	AUTO(buf_release) struct buf b = {0};

	cr_assert_eq(rootfs_read(r, path, 60, &b, &e), 0, "%s: %s", path, e.text);
	snprintf(text, sizeof text, "%s", buf_cstr(&b));
	return text;
}

Test(rootfs, links_and_dots_resolve_inside)
{
	WITH_ROOT("mkdir -p etc a/b; echo in >etc/passwd; ln -s /etc abs; ln -s ../../../../etc up;"
		  "ln -s /a/b/../../etc/passwd a/l; echo s >secret");

	cr_assert_str_eq(content(&r, "/etc/passwd"), "in\n");
	cr_assert_str_eq(content(&r, "etc/passwd"), "in\n");
	cr_assert_str_eq(content(&r, "abs/passwd"), "in\n");
	cr_assert_str_eq(content(&r, "up/passwd"), "in\n");
	cr_assert_str_eq(content(&r, "a/l"), "in\n");
	cr_assert_str_eq(content(&r, "../../secret"), "s\n");
}

Test(rootfs, what_is_not_a_regular_file_is_not_read, .timeout = 10)
{
	WITH_ROOT("mkfifo p; mkdir d; ln -s /p lp; ln -s loop loop; truncate -s 5G big;"
		  "ln -s /proc/self/exe magic");
	AUTO(buf_release) struct buf b = {0};
	const char *const kinds[] = {"p", "d", "lp", "/"};

	for (size_t i = 0; i < 4; i++) {
		cr_assert_eq(rootfs_read(&r, kinds[i], 10, &b, &e), -1);
		cr_assert_eq(e.kind, ERR_INVALID);
	}
	cr_assert_eq(rootfs_read(&r, "loop", 10, &b, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
	cr_assert_eq(rootfs_read(&r, "big", 1 << 20, &b, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
	cr_assert_eq(rootfs_read(&r, "magic", 10, &b, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	cr_assert_eq(rootfs_read(&r, "p/x", 10, &b, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
}

Test(rootfs, stat_follows_and_lstat_does_not)
{
	WITH_ROOT("mkdir d; ln -s /d l; ln -s /gone dangling");
	struct stat st;

	cr_assert_eq(rootfs_stat(&r, "l", &st, &e), 0);
	cr_assert(S_ISDIR(st.st_mode));
	cr_assert_eq(rootfs_lstat(&r, "l", &st, &e), 0);
	cr_assert(S_ISLNK(st.st_mode));
	cr_assert_eq(rootfs_stat(&r, "dangling", &st, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	cr_assert_eq(rootfs_stat(&r, "", &st, &e), 0);
	cr_assert(S_ISDIR(st.st_mode));
}

Test(rootfs, a_root_is_a_directory)
{
	struct err e;
	struct rootfs r = ROOTFS_NONE;
	AUTO(fd_close) int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	cr_assert_eq(rootfs_of(null, &r, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	cr_assert_eq(rootfs_of(-1, &r, &e), -1);
	cr_assert_eq(e.sys_errno, EBADF);
}

static void parent_is(const struct scratch *s, const struct rootfs *r, const char *path,
	const char *dir, const char *name)
{
	struct err e;
	char got[NAME_BYTES];
	AUTO(fd_close) int fd = -1;
	struct stat a, b = scratch_stat(s, dir);

	cr_assert_eq(rootfs_parent(r, path, &fd, got, &e), 0, "%s: %s", path, e.text);
	cr_assert_eq(fstat(fd, &a), 0);
	cr_assert_eq(a.st_ino, b.st_ino, "%s", path);
	cr_assert_str_eq(got, name);
}

Test(rootfs, parent_follows_links_but_the_last)
{
	WITH_ROOT("mkdir -p usr/bin; ln -s usr/bin bin; ln -s /etc/shadow usr/bin/sh");

	parent_is(&s, &r, "/bin/sh", "r/usr/bin", "sh");
	parent_is(&s, &r, "bin/new", "r/usr/bin", "new");
	parent_is(&s, &r, "/x", "r", "x");
	parent_is(&s, &r, "x//", "r", "x");
	parent_is(&s, &r, "../../x", "r", "x");
}

Test(rootfs, a_parent_needs_a_name)
{
	WITH_ROOT("mkdir d");
	const char *const nameless[] = {"", "/", "///", ".", "d/..", "d/."};
	char long_name[300];
	char name[NAME_BYTES];
	int fd = -1;

	for (size_t i = 0; i < sizeof nameless / sizeof *nameless; i++) {
		cr_assert_eq(rootfs_parent(&r, nameless[i], &fd, name, &e), -1, "%s", nameless[i]);
		cr_assert_eq(e.kind, ERR_INVALID);
	}
	memset(long_name, 'a', sizeof long_name);
	long_name[256] = '\0';
	cr_assert_eq(rootfs_parent(&r, long_name, &fd, name, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
	long_name[255] = '\0';
	cr_assert_eq(rootfs_parent(&r, long_name, &fd, name, &e), 0);
	fd_close(&fd);
	cr_assert_eq(rootfs_parent(&r, "no/x", &fd, name, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
}
