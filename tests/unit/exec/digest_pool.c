#include "exec/digest_pool.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sys/fd.h"

enum { FILES = 100 };

static int file_of(int i, struct stat *st)
{
	char text[64];
	int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);

	cr_assert_geq(fd, 0);
	snprintf(text, sizeof text, "file %d", i);
	cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	cr_assert_eq(lseek(fd, 0, SEEK_SET), 0);
	cr_assert_eq(fstat(fd, st), 0);
	return fd;
}

Test(digest_pool, order_is_that_of_adding)
{
	AUTO(digest_pool_release) struct digest_pool p;
	struct err e = {0};
	struct stat st;
	struct digest known = digest_of("known", 5);

	digest_pool_init(&p);
	for (int i = 0; i < FILES; i++) {
		if (i % 10 == 3)
			digest_pool_known(&p, &known);
		else
			digest_pool_add(&p, file_of(i, &st), &st);
	}
	cr_assert_eq(digest_pool_finish(&p, &e), 0, "%s", e.text);
	cr_assert_eq(p.n, FILES);
	for (int i = 0; i < FILES; i++) {
		char text[64];
		struct digest want = known;

		snprintf(text, sizeof text, "file %d", i);
		if (i % 10 != 3)
			want = digest_of(text, strlen(text));
		cr_expect(digest_eq(&p.tasks[i]->digest, &want), "%d", i);
		cr_expect_eq(p.tasks[i]->opened, i % 10 != 3);
		cr_expect_eq(p.tasks[i]->fd, -1);
	}
}

Test(digest_pool, the_first_failure_by_order)
{
	AUTO(digest_pool_release) struct digest_pool p;
	struct err e = {0};
	struct stat st = {0};

	digest_pool_init(&p);
	digest_pool_add(&p, file_of(1, &st), &st);
	/* A directory opens, but cannot be read. */
	digest_pool_add(&p, open("/tmp", O_RDONLY), &st);
	digest_pool_add(&p, file_of(2, &st), &st);
	cr_expect_eq(digest_pool_finish(&p, &e), -1);
	cr_expect_eq(e.kind, ERR_SYS);
}

Test(digest_pool, a_change_while_reading_shows)
{
	AUTO(digest_pool_release) struct digest_pool p;
	struct err e = {0};
	struct stat st;

	digest_pool_init(&p);
	int fd = file_of(1, &st);

	st.st_size++;
	struct digest_task *t = digest_pool_add(&p, fd, &st);

	cr_assert_eq(digest_pool_finish(&p, &e), 0);
	cr_expect_not(t->unchanged);
}

Test(digest_pool, released_half_way_closes_everything)
{
	struct digest_pool p;
	struct stat st;
	int fds[FILES];

	digest_pool_init(&p);
	for (int i = 0; i < FILES; i++) {
		fds[i] = file_of(i, &st);
		digest_pool_add(&p, fds[i], &st);
	}
	digest_pool_release(&p);
	for (int i = 0; i < FILES; i++)
		cr_expect_eq(fcntl(fds[i], F_GETFD), -1);
	digest_pool_release(&p);
}
