#include "exec/deposit.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copytest.h"
#include "sys/fd.h"

static struct copytest t;

static void setup(void)
{
	copytest_init(&t);
}

static void teardown(void)
{
	copytest_release(&t);
}

TestSuite(deposit, .init = setup, .fini = teardown);

static struct deposit at(const char *name)
{
	return (struct deposit){
		.dirfd = t.to.fd,
		.name = name,
		.shown = name,
		.mode = 0640,
		.uid = geteuid(),
		.gid = getegid(),
		.mtime = {.tv_sec = 99},
	};
}

static const char *listed(void)
{
	return copytest_list(&t, t.to.fd);
}

Test(deposit, mode_does_not_depend_on_the_umask)
{
	struct deposit d = at("f");

	umask(077);
	d.mode = 06777;
	cr_assert_eq(deposit_bytes(&d, STR("x"), &t.e), 0, "%s", t.e.text);
	cr_expect_str_eq(listed(), "f=x:6777");
}

Test(deposit, times)
{
	static const char *const names[] = {"f", "l", "p"};
	struct stat st;
	struct deposit f = at("f"), l = at("l"), p = at("p");

	cr_assert_eq(deposit_bytes(&f, STR("x"), &t.e), 0);
	cr_assert_eq(deposit_symlink(&l, "f", &t.e), 0);
	cr_assert_eq(deposit_fifo(&p, &t.e), 0);
	for (int i = 0; i < 3; i++) {
		cr_assert_eq(fstatat(t.to.fd, names[i], &st, AT_SYMLINK_NOFOLLOW), 0);
		cr_expect_eq(st.st_mtim.tv_sec, 99, "%s", names[i]);
	}
	cr_expect_str_eq(listed(), "f=x:640 l>f p|:640");
}

Test(deposit, whatever_is_a_name_is_replaced)
{
	copytest_make(t.to.fd, "victim a>victim b c|");
	struct deposit a = at("a"), b = at("b"), c = at("c");

	cr_expect_eq(deposit_bytes(&a, STR("x"), &t.e), 0);
	cr_expect_eq(deposit_symlink(&b, "t", &t.e), 0);
	cr_expect_eq(deposit_link(&c, t.to.fd, "victim", &t.e), 0);
	cr_expect_str_eq(listed(), "a=x:640 b>t c=victim victim=victim");
	cr_expect_eq(deposit_fifo(&c, &t.e), 0);
	cr_expect_str_eq(listed(), "a=x:640 b>t c|:640 victim=victim");
}

Test(deposit, a_directory_stays_unless_forced)
{
	copytest_make(t.to.fd, "d/full");
	struct deposit d = at("d");

	cr_expect_eq(deposit_bytes(&d, STR("x"), &t.e), -1);
	cr_expect_str_eq(t.e.text, "cannot replace to directory d with file");
	cr_expect_eq(deposit_symlink(&d, "x", &t.e), -1);
	d.force = true;
	cr_expect_eq(deposit_bytes(&d, STR("x"), &t.e), 0, "%s", t.e.text);
	cr_expect_str_eq(listed(), "d=x:640");
}

Test(deposit, directories)
{
	copytest_make(t.to.fd, "old/:0711 f l>old");
	struct deposit fresh = at("new"), old = at("old"), f = at("f"), l = at("l");
	bool made;
	int fd = -1;

	cr_assert_eq(deposit_dir(&fresh, &fd, &made, &t.e), 0);
	cr_expect(made);
	fd_close(&fd);
	cr_assert_eq(deposit_dir(&old, &fd, &made, &t.e), 0);
	cr_expect_not(made);
	cr_assert_eq(deposit_dress(&old, fd, &t.e), 0);
	fd_close(&fd);
	cr_expect_eq(deposit_dir(&f, &fd, &made, &t.e), -1);
	cr_expect_str_eq(t.e.text, "cannot copy to non-directory: f");
	cr_expect_eq(deposit_dir(&l, &fd, &made, &t.e), -1);
	l.force = true;
	cr_expect_eq(deposit_dir(&l, &fd, &made, &t.e), 0);
	cr_expect(made);
	fd_close(&fd);
	cr_expect_str_eq(listed(), "f=f l/:700 new/:700 old/:640");
}

Test(deposit, content_small_and_large)
{
	enum { LARGE = 300000 };
	static char text[LARGE];
	AUTO(buf_release) struct buf scratch = {0};
	AUTO(buf_release) struct buf back = {0};
	struct deposit d = at("copy");

	for (int i = 0; i < LARGE; i++)
		text[i] = (char)('a' + i % 23);
	static const size_t sizes[] = {0, 1, 65535, 65536, LARGE};

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		AUTO(fd_close) int from = open("/tmp", O_TMPFILE | O_RDWR, 0600);

		cr_assert_eq(write(from, text, sizes[i]), (ssize_t)sizes[i]);
		cr_assert_eq(deposit_file(&d, from, sizes[i], &scratch, &t.e), 0, "%s", t.e.text);
		buf_clear(&back);
		cr_assert_eq(rootfs_read(&t.to, "copy", LARGE, &back, &t.e), 0);
		cr_expect(str_eq(buf_str(&back), (struct str){text, sizes[i]}), "%zu", sizes[i]);
		/* It has grown since it was looked at. */
		if (sizes[i] == 0)
			continue;
		cr_assert_eq(deposit_file(&d, from, sizes[i] / 2, &scratch, &t.e), 0);
		buf_clear(&back);
		cr_assert_eq(rootfs_read(&t.to, "copy", LARGE, &back, &t.e), 0);
		cr_expect_eq(back.n, sizes[i], "%zu", sizes[i]);
	}
}

Test(deposit, owner_that_cannot_be)
{
	struct deposit d = at("f");

	if (geteuid() == 0)
		cr_skip_test("skipped: the privileged may give files away");
	d.uid = geteuid() + 1;
	cr_expect_eq(deposit_bytes(&d, STR("x"), &t.e), -1);
	cr_expect(strstr(t.e.text, "cannot give `f` to "), "%s", t.e.text);
}
