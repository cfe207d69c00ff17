#include <errno.h>

#include "scratch.h"
#include "sys/fd.h"
#include "sys/rootfs.h"

struct root {
	struct scratch s;
	struct rootfs fs;
};

static void root_release(struct root *r)
{
	rootfs_close(&r->fs);
	scratch_release(&r->s);
}

static struct root root_make(const char *script)
{
	struct root r = {.s = scratch_make(), .fs = ROOTFS_NONE};
	struct err e;

	scratch_sh(&r.s, "mkdir r");
	AUTO(fd_close) int fd = openat(r.s.fd, "r", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	cr_assert_eq(rootfs_of(fd, &r.fs, &e), 0);
	scratch_sh(&r.s, script);
	return r;
}

static struct rootfs_owner owner(void)
{
	return (struct rootfs_owner){geteuid(), getegid(), 0751, 1234567890};
}

/* path becomes the directory expect, seen from outside. */
static void makes(const struct root *r, const char *path, const char *expect)
{
	struct err e;
	struct rootfs_owner o = owner();
	AUTO(fd_close) int fd = -1;
	struct stat st;
	int before = open_descriptors();

	cr_assert_eq(rootfs_mkdirs(&r->fs, path, &o, &fd, &e), 0, "%s: %s", path, e.text);
	cr_assert_eq(open_descriptors(), before + 1);
	cr_assert_eq(fstat(fd, &st), 0);
	cr_assert_eq(scratch_stat(&r->s, expect).st_ino, st.st_ino, "%s", path);
	cr_assert_eq(faccessat(fd, ".", R_OK, 0), 0);
	cr_assert_eq(fchmod(fd, st.st_mode & 07777), 0, "not only O_PATH");
}

static void refuses(const struct root *r, const char *path, enum err_kind kind, const char *text)
{
	struct err e;
	struct rootfs_owner o = owner();
	int fd = -1;
	int before = open_descriptors();

	cr_assert_eq(rootfs_mkdirs(&r->fs, path, &o, &fd, &e), -1, "%s", path);
	cr_assert_eq(e.kind, kind, "%s: %s", path, e.text);
	cr_assert(strstr(e.text, text), "%s", e.text);
	cr_assert_eq(open_descriptors(), before);
}

Test(rootfs_mkdirs, what_is_made_has_owner_mode_and_time)
{
	AUTO(root_release) struct root r = root_make("mkdir -m 700 r/old");

	umask(077);
	makes(&r, "/old/a//./b/c/", "r/old/a/b/c");
	const char *const made[] = {"r/old/a", "r/old/a/b", "r/old/a/b/c"};

	for (size_t i = 0; i < 3; i++) {
		struct stat st = scratch_stat(&r.s, made[i]);

		cr_assert_eq(st.st_mode & 07777, 0751);
		cr_assert_eq(st.st_mtim.tv_sec, 1234567890, "%s", made[i]);
		cr_assert_eq(st.st_mtim.tv_nsec, 0);
	}
	cr_assert_eq(scratch_stat(&r.s, "r/old").st_mode & 07777, 0700);
}

Test(rootfs_mkdirs, time_minus_one_is_now)
{
	AUTO(root_release) struct root r = root_make("true");
	struct rootfs_owner o = owner();
	AUTO(fd_close) int fd = -1;
	struct err e;

	o.mtime_s = -1;
	cr_assert_eq(rootfs_mkdirs(&r.fs, "a", &o, &fd, &e), 0);
	cr_assert_gt(scratch_stat(&r.s, "r/a").st_mtim.tv_sec, 1600000000);
}

Test(rootfs_mkdirs, owners_are_given_by_root)
{
	AUTO(root_release) struct root r = root_make("true");
	struct rootfs_owner o = {1234, 4321, 02755, 0};
	AUTO(fd_close) int fd = -1;
	struct err e;

	if (geteuid() != 0)
		cr_skip_test("skipped: needs root to give a directory away");
	cr_assert_eq(rootfs_mkdirs(&r.fs, "a/b", &o, &fd, &e), 0);
	struct stat st = scratch_stat(&r.s, "r/a/b");

	cr_assert_eq(st.st_uid, 1234);
	cr_assert_eq(st.st_gid, 4321);
	cr_assert_eq(st.st_mode & 07777, 02755);
}

Test(rootfs_mkdirs, an_owner_that_cannot_be_given_leaves_nothing)
{
	AUTO(root_release) struct root r = root_make("true");
	struct rootfs_owner o = owner();
	int fd = -1;
	struct err e;

	if (geteuid() == 0)
		cr_skip_test("skipped: root may give a directory to anybody");
	o.uid = 0;
	cr_assert_eq(rootfs_mkdirs(&r.fs, "a", &o, &fd, &e), -1);
	cr_assert_eq(e.sys_errno, EPERM);
	cr_assert_str_eq(e.during, "making the directory `a`");
	cr_assert(!scratch_has(&r.s, "r/a"));
}

Test(rootfs_mkdirs, links_are_followed_inside)
{
	AUTO(root_release)
	struct root r =
		root_make("mkdir -p r/usr/lib r/d/e out; ln -s usr/lib r/lib; ln -s /usr r/d/abs;"
			  "ln -s ../../../../../out r/up; ln -s ../.. r/d/e/root");

	makes(&r, "lib/x", "r/usr/lib/x");
	makes(&r, "/d/abs/y", "r/usr/y");
	makes(&r, "up/z", "r/out/z");
	makes(&r, "d/e/root/w", "r/w");
	cr_assert(!scratch_has(&r.s, "out/z"));
}

Test(rootfs_mkdirs, targets_of_dangling_links_are_made)
{
	AUTO(root_release)
	struct root r = root_make("ln -s /data/www r/www; ln -s b r/a; ln -s c/d r/b");

	makes(&r, "www/x", "r/data/www/x");
	makes(&r, "a", "r/c/d");
	cr_assert(S_ISLNK(scratch_stat(&r.s, "r/www").st_mode));
}

Test(rootfs_mkdirs, dots_are_clamped_at_the_root)
{
	AUTO(root_release) struct root r = root_make("mkdir -p r/a/b");

	makes(&r, "/", "r");
	makes(&r, "", "r");
	makes(&r, "../../..", "r");
	makes(&r, "../../x", "r/x");
	makes(&r, "a/b/../../../y", "r/y");
	makes(&r, "a/b/../c", "r/a/c");
	makes(&r, "new/../z", "r/z");
	cr_assert(scratch_has(&r.s, "r/new"));
}

Test(rootfs_mkdirs, a_file_in_the_way_is_named)
{
	AUTO(root_release)
	struct root r = root_make("mkdir r/d; touch r/d/f; mkfifo r/p; ln -s d/f r/l");

	refuses(&r, "d/f", ERR_INVALID, "`/d/f` is not a directory");
	refuses(&r, "d/f/x", ERR_INVALID, "`/d/f` is not a directory");
	refuses(&r, "p/x", ERR_INVALID, "`/p` is not a directory");
	refuses(&r, "l", ERR_INVALID, "`/d/f` is not a directory");
}

Test(rootfs_mkdirs, loops_and_lengths_are_limits, .timeout = 20)
{
	AUTO(root_release) struct root r = root_make("ln -s b r/a; ln -s a r/b; ln -s x/../g r/g");
	char path[5000];

	refuses(&r, "a", ERR_LIMIT, "more than 40 links");
	refuses(&r, "g", ERR_LIMIT, "more than 40 links");
	memset(path, 'n', sizeof path);
	path[256] = '\0';
	refuses(&r, path, ERR_LIMIT, "a name is longer than 255 bytes");
	path[256] = 'n';
	path[sizeof path - 1] = '\0';
	refuses(&r, path, ERR_LIMIT, "too long");
}

Test(rootfs_mkdirs, links_of_great_length_are_a_limit)
{
	AUTO(root_release) struct root r = root_make("true");
	char target[4096];

	for (size_t i = 0; i + 1 < sizeof target; i++)
		target[i] = i % 2 ? '/' : '.';
	target[4090] = '\0';
	cr_assert_eq(symlinkat(target, r.fs.fd, "l"), 0);
	makes(&r, "l", "r");
	refuses(&r, "l/abcdefgh", ERR_LIMIT, "too long");
}
