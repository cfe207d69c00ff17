/* files_copy - every row of what BuildKit was seen to do with COPY. */
#include "copytest.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "sys/fd.h"

#define CONTEXT "d/f1 d/.h d/ln>f1 d/sub/f2 d/e/:0750 a b lf>a ld>d dang>nowhere"

#define D_IN_X "x/ x/.h=d/.h x/e/:750 x/f1=d/f1 x/ln>f1 x/sub/ x/sub/f2=d/sub/f2"

Test(files_copy, directories)
{
	static const struct copytest_row rows[] = {
		{"d /x", NULL, D_IN_X},
		{"d/ /x/", NULL, D_IN_X},
		{"d/. /x", NULL, D_IN_X},
		{"d/* /x/", NULL, "x/ x/.h=d/.h x/f1=d/f1 x/f2=d/sub/f2 x/ln=d/f1"},
		{". /w/", NULL,
			"w/ w/a=a w/b=b w/d/ w/d/.h=d/.h w/d/e/:750 w/d/f1=d/f1 w/d/ln>f1 w/d/sub/ "
			"w/d/sub/f2=d/sub/f2 w/dang>nowhere w/ld>d w/lf>a"},
		{"d /x", "x=old", "error: cannot copy to non-directory: /x"},
		{"d /x", "x/sub=old", "error: cannot copy to non-directory: /x/sub"},
		{"d /x", "t/ x/sub>/t", "error: cannot copy to non-directory: /x/sub"},
		{"d /x", "x/f1/", "error: cannot replace to directory /x/f1 with file"},
		{"d/sub /", "f2>a a=old", "a=old f2=d/sub/f2"},
		{"d /x", "x/:700 x/e/:0700",
			"x/:700 x/.h=d/.h x/e/:750 x/f1=d/f1 x/ln>f1 x/sub/ x/sub/f2=d/sub/f2"},
	};

	COPYTEST_ROWS(CONTEXT, rows);
}

Test(files_copy, files)
{
	static const struct copytest_row rows[] = {
		{"a /x", NULL, "x=a"},
		{"a /x/", NULL, "x/ x/a=a"},
		{"a /p/q/x", NULL, "p/ p/q/ p/q/x=a"},
		{"a /x/.", NULL, "x/ x/a=a"},
		{"a/ /x", NULL, "x=a"},
		{"a b /x", "x/", "x/ x/a=a x/b=b"},
		{"d/sub a /x", NULL, "x/ x/a=a x/f2=d/sub/f2"},
		{"a /x", "x/", "x/ x/a=a"},
		{"a /x/sub", "x/sub/", "x/ x/sub/ x/sub/a=a"},
		{"a /x", "x=old", "x=a"},
		{"../a /x", NULL, "x=a"},
		{"d/../a /x", NULL, "x=a"},
		{"/a /x", NULL, "x=a"},
		{"a /", NULL, "a=a"},
		{"a /a/", "a=a", "error: `/a` is not a directory"},
		{"a /etc/passwd/", "etc/passwd", "error: `/etc/passwd` is not a directory"},
		{"a b /x/", NULL, "x/ x/a=a x/b=b"},
	};

	COPYTEST_ROWS(CONTEXT, rows);
}

/* Section 0: a second file for a destination that is no directory. */
Test(files_copy, several_sources_need_a_directory)
{
	static const struct copytest_row rows[] = {
		{"a b /x", NULL, "error: cannot copy several files to `/x`, which is no directory"},
		{"a b /x", "x=old",
			"error: cannot copy several files to `/x`, which is no directory"},
		{"[ab] /x", NULL,
			"error: cannot copy several files to `/x`, which is no directory"},
		{"a d /x", NULL, "error: cannot copy to non-directory: /x"},
		{"a no* /x", NULL, "x=a"},
	};

	COPYTEST_ROWS(CONTEXT, rows);
}

Test(files_copy, links_in_the_source)
{
	static const struct copytest_row rows[] = {
		{"lf /x", NULL, "x=a"},
		{"lf /x/", NULL, "x/ x/lf=a"},
		{"ld /x", NULL, D_IN_X},
		{"ld/f1 /x", NULL, "x=d/f1"},
		{"d/ln /x", NULL, "x=d/f1"},
		{"l* /x/", NULL,
			"x/ x/.h=d/.h x/e/:750 x/f1=d/f1 x/lf=a x/ln>f1 x/sub/ "
			"x/sub/f2=d/sub/f2"},
		{"dang /x", NULL, "error: \"/dang\": not found"},
		{"dan* /x/", NULL, "error: \"/dang\": not found"},
	};

	COPYTEST_ROWS(CONTEXT, rows);
}

Test(files_copy, modes)
{
	static const struct copytest_row rows[] = {
		{". /x", NULL, "x/ x/f=f:4755 x/g=g:400 x/h=h:711 x/s/:2775 x/t/:1777 x/z=z:0"},
		{"s /x", NULL, "x/"},
		{"f /y", NULL, "y=f:4755"},
	};

	if (geteuid() != 0)
		copytest_skip("a file of mode 0 is unreadable without privilege");
	COPYTEST_ROWS("f:4755 t/:1777 s/:2775 g:0400 h:0711 z:0000", rows);
}

Test(files_copy, kinds)
{
	static const struct copytest_row rows[] = {
		{". /x", NULL, "x/ x/p|:600 x/s=:755"},
		{"s /x", NULL, "x=:755"},
	};

	COPYTEST_ROWS("p|:0600 s@:0755", rows);
}

Test(files_copy, links_in_the_destination)
{
	static const struct copytest_row rows[] = {
		{"a /sl/", "tmp/t/ sl>/tmp/t", "sl>/tmp/t tmp/ tmp/t/ tmp/t/a=a"},
		{"a /sl", "tmp/t/ sl>/tmp/t", "sl>/tmp/t tmp/ tmp/t/ tmp/t/a=a"},
		{"d/sub /sl", "tmp/t/ sl>/tmp/t", "sl>/tmp/t tmp/ tmp/t/ tmp/t/f2=d/sub/f2"},
		{"a /sl", "tmp/ sl>../../../tmp/u", "sl>../../../tmp/u tmp/ tmp/u=a"},
		{"a /sl", "t=old sl>t", "sl>t t=a"},
		{"a /sl", "sl>/p/q/t", "p/ p/q/ p/q/t=a sl>/p/q/t"},
		{"a /sl/", "sl>/p/q", "p/ p/q/ p/q/a=a sl>/p/q"},
		{"a /x/", "t=old x/a>../t", "t=old x/ x/a=a"},
		{"a /x", "x=old y&x", "x=a y=old"},
	};

	COPYTEST_ROWS(CONTEXT, rows);
}

Test(files_copy, octal_chmod)
{
	static const struct copytest_row rows[] = {
		{"--chmod=4755 f /p/q/", NULL, "p/ p/q/ p/q/f=f:4755"},
		{"--chmod=777 f /p/f", NULL, "p/:777 p/f=f:777"},
		{"--chmod=0 f /x", NULL, "x=f:0"},
		{"--chmod=4750 . /x", NULL, "x/:750 x/f=f:4750 x/l>f x/s/:4750 x/x=x:4750"},
		{"--chmod=750 s /x", "x/:700", "x/:700"},
	};

	if (geteuid() != 0)
		copytest_skip("a file of mode 0 is unreadable without privilege");
	COPYTEST_ROWS("f:0640 x:0750 s/:0700 l>f", rows);
}

Test(files_copy, symbolic_chmod)
{
	static const struct copytest_row rows[] = {
		{"--chmod=u=rwX,go=rX . /x", NULL, "x/ x/f=f x/l>f x/s/ x/x=x:755"},
		{"--chmod=+x . /p/x", NULL, "p/ p/x/ p/x/f=f:751 p/x/l>f p/x/s/:711 p/x/x=x:751"},
		{"--chmod=X f /x", NULL,
			"error: invalid chmod parameter: 'X'. it should be octal string and "
			"between 0 and 07777, or symbolic as chmod(1) takes it"},
	};

	COPYTEST_ROWS("f:0640 x:0750 s/:0700 l>f", rows);
}

static ino_t inode_of(int dirfd, const char *path)
{
	struct stat st;

	cr_assert_eq(fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW), 0, "%s", path);
	return st.st_ino;
}

/* `h /x/` (hard links a,b) ; `h/a h/b /y/` */
Test(files_copy, hard_links_are_kept_inside_one_source)
{
	struct copytest t;

	copytest_init(&t);
	copytest_make(t.from.fd, "h/a h/b&h/a h/s/c&h/a");
	cr_assert_eq(copytest_copy(&t, "h /x/"), 0, "%s", t.e.text);
	cr_expect_eq(inode_of(t.to.fd, "x/a"), inode_of(t.to.fd, "x/b"));
	cr_expect_eq(inode_of(t.to.fd, "x/a"), inode_of(t.to.fd, "x/s/c"));
	cr_assert_eq(copytest_copy(&t, "h/a h/b /y/"), 0, "%s", t.e.text);
	cr_expect_neq(inode_of(t.to.fd, "y/a"), inode_of(t.to.fd, "y/b"));
	copytest_release(&t);
}

static long mtime_of(int dirfd, const char *path)
{
	struct stat st;

	cr_assert_eq(fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW), 0, "%s", path);
	return st.st_mtim.tv_sec;
}

static void age(int dirfd, const char *path, long seconds)
{
	const struct timespec times[2] = {{.tv_sec = seconds}, {.tv_sec = seconds}};

	cr_assert_eq(utimensat(dirfd, path, times, AT_SYMLINK_NOFOLLOW), 0, "%s", path);
}

Test(files_copy, times)
{
	struct copytest t;

	copytest_init(&t);
	copytest_make(t.from.fd, "d/f d/s/g d/l>f");
	age(t.from.fd, "d/f", 100);
	age(t.from.fd, "d/l", 300);
	age(t.from.fd, "d/s", 400);
	age(t.from.fd, "d", 500);
	t.request.epoch_s = 7;
	cr_assert_eq(copytest_copy(&t, "d /p/x/y"), 0, "%s", t.e.text);
	cr_expect_eq(mtime_of(t.to.fd, "p/x/y/f"), 100);
	cr_expect_eq(mtime_of(t.to.fd, "p/x/y/l"), 300);
	cr_expect_eq(mtime_of(t.to.fd, "p/x/y/s"), 400);
	cr_expect_eq(mtime_of(t.to.fd, "p/x/y"), 500);
	cr_expect_eq(mtime_of(t.to.fd, "p/x"), 7);
	age(t.to.fd, "p/x/y", 1);
	cr_assert_eq(copytest_copy(&t, "d /p/x/y"), 0, "%s", t.e.text);
	cr_expect_eq(mtime_of(t.to.fd, "p/x/y"), 500);
	copytest_release(&t);
}

static const char *owner_text(int dirfd, const char *path)
{
	static char text[64];
	struct stat st;

	cr_assert_eq(fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW), 0, "%s", path);
	snprintf(text, sizeof text, "%u:%u %o", st.st_uid, st.st_gid, st.st_mode & 07777);
	return text;
}

/* "From stage, /dir 11:12 0700 with f 4755, sub 0711" */
Test(files_copy, owners_from_a_stage)
{
	struct copytest t;

	if (geteuid() != 0)
		copytest_skip("files of other owners need privilege");
	copytest_init(&t);
	copytest_make(t.from.fd, "dir/f dir/sub/g l>dir");
	static const char *const paths[] = {"dir", "dir/f", "dir/sub", "dir/sub/g"};

	for (int i = 0; i < 4; i++)
		cr_assert_eq(fchownat(t.from.fd, paths[i], 11, 12, 0), 0);
	copytest_make(t.from.fd, "dir/:0700 dir/sub/:0711");
	cr_assert_eq(fchmodat(t.from.fd, "dir/f", 04755, 0), 0);
	t.request.keep_owner = true;
	cr_assert_eq(copytest_copy(&t, "/dir /p/new"), 0, "%s", t.e.text);
	cr_expect_str_eq(owner_text(t.to.fd, "p"), "0:0 755");
	cr_expect_str_eq(owner_text(t.to.fd, "p/new"), "0:0 755");
	cr_expect_str_eq(owner_text(t.to.fd, "p/new/f"), "11:12 4755");
	cr_expect_str_eq(owner_text(t.to.fd, "p/new/sub"), "11:12 711");
	copytest_make(t.to.fd, "dir/sub/");
	cr_assert_eq(fchownat(t.to.fd, "dir", 1, 1, 0), 0);
	cr_assert_eq(copytest_copy(&t, "/l /dir"), 0, "%s", t.e.text);
	cr_expect_str_eq(owner_text(t.to.fd, "dir"), "1:1 755");
	cr_expect_str_eq(owner_text(t.to.fd, "dir/sub"), "11:12 711");
	copytest_release(&t);
}

Test(files_copy, owners_from_a_context_are_ours)
{
	struct copytest t;

	if (geteuid() != 0)
		copytest_skip("files of other owners need privilege");
	copytest_init(&t);
	copytest_make(t.from.fd, "d/f d/s/g d/l>f");
	cr_assert_eq(fchownat(t.from.fd, "d/f", 11, 12, 0), 0);
	cr_assert_eq(fchownat(t.from.fd, "d/s", 11, 12, 0), 0);
	copytest_make(t.to.fd, "x/s/:2777");
	cr_assert_eq(fchownat(t.to.fd, "x/s", 5, 5, 0), 0);
	cr_assert_eq(copytest_copy(&t, "d /x"), 0, "%s", t.e.text);
	cr_expect_str_eq(owner_text(t.to.fd, "x/f"), "0:0 644");
	cr_expect_str_eq(owner_text(t.to.fd, "x/s"), "0:0 755");
	cr_expect_str_eq(owner_text(t.to.fd, "x/s/g"), "0:0 644", "not the group of the directory");
	copytest_release(&t);
}

/* Edge 78 and "parents created get it too". */
Test(files_copy, chown)
{
	struct copytest t;

	if (geteuid() != 0)
		copytest_skip("--chown needs privilege");
	copytest_init(&t);
	copytest_make(t.from.fd, "d/f d/s/g d/l>f");
	copytest_make(t.to.fd, "old/s/");
	cr_assert_eq(copytest_copy(&t, "--chown=300:400 d /p/q"), 0, "%s", t.e.text);
	static const char *const all[] = {"p", "p/q", "p/q/f", "p/q/s", "p/q/s/g", "p/q/l"};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		cr_expect(strncmp(owner_text(t.to.fd, all[i]), "300:400 ", 8) == 0, "%s", all[i]);
	cr_assert_eq(copytest_copy(&t, "--chown=300:400 d /old"), 0, "%s", t.e.text);
	cr_expect_str_eq(owner_text(t.to.fd, "old"), "0:0 755");
	cr_expect_str_eq(owner_text(t.to.fd, "old/s"), "300:400 755");
	cr_assert_eq(copytest_copy(&t, "--chown=5 --chmod=4750 d/f /five"), 0, "%s", t.e.text);
	cr_expect_str_eq(owner_text(t.to.fd, "five"), "5:5 4750");
	cr_expect_eq(copytest_copy(&t, "--chown=nosuch d /x"), -1);
	copytest_release(&t);
}

Test(files_copy, here_documents)
{
	struct copytest t;
	const struct files_inline inlines[] = {{"a", STR("one\n")}, {"b", STR("two\n")}};

	copytest_init(&t);
	copytest_make(t.from.fd, "f");
	t.request.inlines = inlines;
	t.request.inlines_n = 2;
	cr_expect_str_eq(copytest_result(&t, "f /d/"), "d/ d/a=one\n d/b=two\n d/f=f");
	cr_expect_str_eq(copytest_result(&t, "/e"),
		"error: cannot copy several files to `/e`, which is no directory");
	t.request.inlines_n = 1;
	cr_expect_str_eq(copytest_result(&t, "--chmod=600 /d/x"),
		"d/ d/a=one\n d/b=two\n d/f=f d/x=one\n:600 e=one\n");
	t.request.inlines = &(struct files_inline){"a/b", STR("")};
	cr_expect_str_eq(
		copytest_result(&t, "/e"), "error: a here-document cannot be the file `a/b`");
	copytest_release(&t);
}

Test(files_copy, the_same_again_changes_nothing)
{
	struct copytest t;

	copytest_init(&t);
	copytest_make(t.from.fd, CONTEXT);
	cr_expect_str_eq(copytest_result(&t, "d /x"), D_IN_X);
	cr_expect_str_eq(copytest_result(&t, "d /x"), D_IN_X);
	copytest_release(&t);
}

static int copy_given(struct copytest *t, const char *name, const char *dest, const char *chmod)
{
	AUTO(fd_close) int fd = memfd_create("given", MFD_CLOEXEC);
	const struct files_given given = {name, fd, 0600, 100};
	const struct files_request two[] = {{.from = t->from,
						    .sources = &t->sources,
						    .excludes = &t->excludes,
						    .dest = dest,
						    .epoch_s = -1},
		{.from = ROOTFS_NONE,
			.dest = dest,
			.chmod = chmod,
			.given = &given,
			.epoch_s = -1}};

	cr_assert_eq(write(fd, "fetched", 7), 7);
	return files_copy_all(t->sources.n ? two : two + 1, t->sources.n ? 2 : 1, &t->to, &t->e);
}

Test(files_copy, what_is_given_is_a_file_with_its_own_mode_and_time)
{
	struct copytest t;

	copytest_init(&t);
	cr_assert_eq(copy_given(&t, "f", "/d/", NULL), 0, "%s", t.e.text);
	cr_expect_eq(mtime_of(t.to.fd, "d/f"), 100);
	cr_assert_eq(copy_given(&t, "f", "/g", "0640"), 0, "%s", t.e.text);
	cr_expect_str_eq(copytest_list(&t, t.to.fd), "d/ d/f=fetched:600 g=fetched:640");
	cr_expect_eq(copy_given(&t, "a/b", "/d/", NULL), -1);
	cr_expect(strstr(t.e.text, "cannot be the file `a/b`"), "%s", t.e.text);
	copytest_release(&t);
}

Test(files_copy, several_requests_are_one_copy)
{
	struct copytest t;

	copytest_init(&t);
	copytest_make(t.from.fd, "a");
	strs_add(&t.sources, STR("a"));
	cr_expect_eq(copy_given(&t, "f", "/e", NULL), -1, "two files cannot be one");
	cr_assert_eq(copy_given(&t, "f", "/d/", NULL), 0, "%s", t.e.text);
	copytest_release(&t);
}

Test(files_workdir, makes_what_is_missing)
{
	struct copytest t;

	copytest_init(&t);
	copytest_make(t.to.fd, "etc/passwd l>/srv/x");
	cr_expect_eq(files_workdir(&t.to, "/a/b", geteuid(), getegid(), 5, &t.e), 0);
	cr_expect_eq(files_workdir(&t.to, "/l", geteuid(), getegid(), -1, &t.e), 0);
	cr_expect_eq(mtime_of(t.to.fd, "a/b"), 5);
	cr_expect_eq(files_workdir(&t.to, "/etc/passwd", 0, 0, -1, &t.e), -1);
	cr_expect(strstr(t.e.text, "`/etc/passwd` is not a directory"), "%s", t.e.text);
	cr_expect_str_eq(copytest_list(&t, t.to.fd),
		"a/ a/b/ etc/ etc/passwd=etc/passwd l>/srv/x srv/ srv/x/");
	copytest_release(&t);
}
