/* bench - what the tests of this layer share: a place to work, and owners that can be set.
 *
 * Most of them need to chown and must then not run as an ordinary user outside of a namespace: run
 * as root the body is called as it is, else in lichen's own namespace. It returns 0, or INSIDE_SKIP
 * having said why.
 */
#ifndef TEST_IMAGE_BENCH_H
#define TEST_IMAGE_BENCH_H

#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "check.h"
#include "place.h"
#include "sys/idmap.h"

static inline int put_file(int dirfd, const char *name, const char *text)
{
	int fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	size_t n = strlen(text);
	int result = fd >= 0 && write(fd, text, n) == (ssize_t)n ? 0 : -1;

	if (fd >= 0)
		close(fd);
	return result;
}

static inline int put_time(int dirfd, const char *name, long long s, long ns)
{
	const struct timespec times[2] = {
		{.tv_sec = s, .tv_nsec = ns}, {.tv_sec = s, .tv_nsec = ns}};

	return utimensat(dirfd, name, times, AT_SYMLINK_NOFOLLOW);
}

enum { INSIDE_SKIP = 77 };

struct inside_body {
	int (*body)(struct place *place);
};

static int inside_run(void *argument)
{
	const struct inside_body *b = argument;
	struct place place;
	int result;

	umask(022);
	place_open(&place);
	result = b->body(&place);
	place_close(&place);
	return result;
}

static inline void inside(int (*body)(struct place *place))
{
	struct inside_body b = {body};
	struct err e;
	int status = 1;

	if (geteuid() == 0)
		status = inside_run(&b);
	else if (idmap_run(inside_run, &b, &status, &e) < 0)
		cr_skip_test("no user namespace here: %s", e.text);
	if (status == INSIDE_SKIP)
		cr_skip_test("this machine refuses: see the line above");
	cr_assert_eq(status, 0, "see the lines above");
}

#define INSIDE(suite, name)                                                                        \
	static int suite##_##name##_body(struct place *place);                                     \
	Test(suite, name)                                                                          \
	{                                                                                          \
		inside(suite##_##name##_body);                                                     \
	}                                                                                          \
	static int suite##_##name##_body(struct place *place)

#endif
