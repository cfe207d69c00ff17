/* What is there and what is not: .dockerignore, --exclude, refused names and kinds, races. */
#include "exec/select.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "copytest.h"

Test(select, missing)
{
	static const struct copytest_row rows[] = {
		{"no /x", NULL, "error: \"/no\": not found"},
		{"a no /x/", NULL, "error: \"/no\": not found"},
		{"d/no/z /x", NULL, "error: \"/d/no/z\": not found"},
		{"a/z /x", NULL, "error: \"/a/z\": not found"},
	};

	COPYTEST_ROWS("d/f1 a", rows);
}

Test(select, dockerignore)
{
	static const struct {
		const char *ignore, *words, *after;
	} rows[] = {
		{"*.txt\n", ". /x", "x/ x/s/ x/s/b.txt=s/b.txt x/s/c=s/c"},
		{"*\n!s/c\n", ". /x", "x/ x/s/ x/s/c=s/c"},
		{"s\n!s/c\n", "s /x", "x/ x/c=s/c"},
		{"s/*\n", ". /x", "x/ x/a.txt=a.txt x/s/"},
		{"s\n", "s /x", "error: \"/s\": not found"},
		{"s\n!s/no\n", "s /x", "error: \"/s\": not found"},
		{"s\n!s/no\n", "s* /x/", ""},
		{"a.txt\n", "a.txt /x", "error: \"/a.txt\": not found"},
		{"*.txt\n", "*.txt /x/", ""},
		{"**/*.txt\n", "s/b.txt /x", "error: \"/s/b.txt\": not found"},
		{"**/*.txt\n", "s /x", "x/ x/c=s/c"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct copytest t;

		copytest_init(&t);
		copytest_make(t.from.fd, "a.txt s/b.txt s/c");
		copytest_ignore(&t, rows[i].ignore);
		const char *got = copytest_result(&t, rows[i].words);

		cr_expect_str_eq(got, rows[i].after, "%s under %s gave %s", rows[i].words,
			rows[i].ignore, got);
		copytest_release(&t);
	}
}

Test(select, dockerignore_hides_links_and_their_targets)
{
	struct copytest t;

	copytest_init(&t);
	copytest_make(t.from.fd, "a la>a ll>la");
	copytest_ignore(&t, "la\n");
	cr_expect_str_eq(copytest_result(&t, "la /x"), "error: \"/la\": not found");
	cr_expect_str_eq(copytest_result(&t, "ll /x"), "error: \"/ll\": not found");
	copytest_ignore(&t, "a\n");
	cr_expect_str_eq(copytest_result(&t, "la /x"), "error: \"/la\": not found");
	copytest_release(&t);
}

Test(select, exclude)
{
	static const struct copytest_row rows[] = {
		{"--exclude=*.txt . /x", NULL, "x/ x/hom.md=hom.md x/s/ x/s/b.txt=s/b.txt"},
		{"--exclude=**/*.txt . /x", NULL, "x/ x/hom.md=hom.md x/s/"},
		{"--exclude=*.txt hom* /x/", NULL, "x/ x/hom.md=hom.md"},
		{"--exclude=b.txt s /x", NULL, "x/"},
		{"--exclude=s/b.txt s /x", NULL, "x/ x/b.txt=s/b.txt"},
		{"--exclude=/s . /x", NULL,
			"x/ x/hom.md=hom.md x/hom.txt=hom.txt x/s/ x/s/b.txt=s/b.txt"},
		{"--exclude=s --exclude=*.md * /x/", NULL, "x/ x/hom.txt=hom.txt"},
		{"--exclude=* s* /x", NULL, "x/"},
		{"--exclude=* --exclude=!*.md . /x", NULL, "x/ x/hom.md=hom.md"},
		{"--exclude=hom.txt hom.txt s /x/", NULL, "x/ x/b.txt=s/b.txt"},
	};

	COPYTEST_ROWS("hom.txt hom.md s/b.txt", rows);
}

Test(select, whiteout_names_are_refused)
{
	static const struct copytest_row rows[] = {
		{". /x", NULL, "error: cannot copy `s/.wh.a`: names that begin with `.wh.` delete"},
		{"s/.wh.a /x/", NULL,
			"error: cannot copy `.wh.a`: names that begin with `.wh.` delete"},
		{"a /.wh.x", NULL,
			"error: cannot copy to `.wh.x`: names that begin with `.wh.` delete"},
	};

	COPYTEST_ROWS("a s/.wh.a", rows);
}

Test(select, devices_are_refused)
{
	struct copytest t;

	copytest_init(&t);
	if (mknodat(t.from.fd, "null", S_IFCHR | 0666, makedev(1, 3)) < 0) {
		copytest_release(&t);
		copytest_skip("devices cannot be made here");
	}
	cr_expect_str_eq(copytest_result(&t, ". /x"), "error: cannot copy `null`: it is a device");
	cr_expect_str_eq(
		copytest_result(&t, "null /x"), "error: cannot copy `null`: it is a device");
	copytest_release(&t);
}

Test(select, a_link_that_leads_nowhere_is_told)
{
	struct copytest t;

	copytest_init(&t);
	cr_assert_eq(symlinkat("/nosuch", t.from.fd, "dangling"), 0);
	cr_expect_eq(copytest_copy(&t, "dangling /x"), -1);
	cr_expect_str_eq(t.e.hint, "it is a link, and what it points to is not there");
	copytest_release(&t);
}

Test(select, hint_names_the_nearest)
{
	struct copytest t;

	copytest_init(&t);
	copytest_make(t.from.fd, "src/main.c");
	cr_expect_eq(copytest_copy(&t, "src/mian.c /x"), -1);
	cr_expect_eq(t.e.kind, ERR_NOT_FOUND);
	cr_expect_str_eq(t.e.hint, "did you mean `src/main.c`?");
	copytest_ignore(&t, "src\n");
	cr_expect_eq(copytest_copy(&t, "src/main.c /x"), -1);
	cr_expect_str_eq(t.e.hint, "`src` in .dockerignore hides it");
	copytest_release(&t);
}

/* A volume mounted in the context belongs to it. */
Test(select, mount_points_are_crossed)
{
	struct copytest t;
	char path[64];

	/* Before any descriptor is open: those would be of the other namespace. */
	if (unshare(CLONE_NEWNS) < 0 || mount("", "/", NULL, MS_PRIVATE | MS_REC, NULL) < 0)
		copytest_skip("mounting needs privilege");
	copytest_init(&t);
	copytest_make(t.from.fd, "d/m/ other/s/f");
	snprintf(path, sizeof path, "%s/from/other", t.name);
	cr_assert_eq(fchdir(t.from.fd), 0);
	cr_assert_eq(mount(path, "d/m", NULL, MS_BIND, NULL), 0);
	cr_expect_str_eq(copytest_result(&t, "d /x"), "x/ x/m/ x/m/s/ x/m/s/f=other/s/f");
	cr_expect_str_eq(copytest_result(&t, "d/*/*/f /y/"),
		"x/ x/m/ x/m/s/ x/m/s/f=other/s/f y/ y/f=other/s/f");
	cr_assert_eq(umount2("d/m", MNT_DETACH), 0);
	copytest_release(&t);
}

struct swapper {
	int dirfd;
	atomic_bool stop;
};

/* f is a file of the context, then a link to the secret, then a file, and so on. */
static void *swap(void *argument)
{
	struct swapper *s = argument;

	while (!atomic_load(&s->stop)) {
		symlinkat("/proc/self/status", s->dirfd, "link");
		renameat(s->dirfd, "link", s->dirfd, "d/f");
		copytest_make(s->dirfd, "file=harmless");
		renameat(s->dirfd, "file", s->dirfd, "d/f");
	}
	return NULL;
}

/* H76: whatever is met, it is copied as what it is, or refused. */
Test(select, a_file_swapped_for_a_link_leads_nowhere)
{
	enum { ROUNDS = 300 };
	struct copytest t;
	struct swapper s;
	pthread_t thread;

	copytest_init(&t);
	copytest_make(t.from.fd, "d/f=harmless");
	s.dirfd = t.from.fd;
	atomic_init(&s.stop, false);
	cr_assert_eq(pthread_create(&thread, NULL, swap, &s), 0);
	for (int i = 0; i < ROUNDS; i++) {
		const char *got = copytest_result(&t, i % 2 ? "d /x" : "d/f /x/");
		bool fine = strcmp(got, "x/ x/f=harmless") == 0 ||
			    strcmp(got, "x/ x/f>/proc/self/status") == 0 || strcmp(got, "") == 0 ||
			    strcmp(got, "x/") == 0 || strstr(got, "error: ") == got;

		cr_assert(fine, "%s", got);
	}
	atomic_store(&s.stop, true);
	pthread_join(thread, NULL);
	copytest_release(&t);
}
