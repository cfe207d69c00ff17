/* inside - what the tests of this layer share: a place to work, and owners that can be set.
 *
 * Most of them need to chown and must then not run as an ordinary user outside of a namespace. The
 * test's body is a function that returns 0, or 1 after CHECK said what was wrong; run as root it is
 * called as it is, else in lichen's own namespace.
 */
#ifndef TEST_IMAGE_INSIDE_H
#define TEST_IMAGE_INSIDE_H

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "sys/idmap.h"
#include "sys/tree.h"

#define CHECK(condition)                                                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);            \
			return 1;                                                                  \
		}                                                                                  \
	} while (0)

#define CHECK_OK(call, error)                                                                      \
	do {                                                                                       \
		err_clear(error);                                                                  \
		if ((call) < 0) {                                                                  \
			fprintf(stderr, "%s:%d: %s: %s (%s)\n", __FILE__, __LINE__, #call,         \
				(error)->text, (error)->during);                                   \
			return 1;                                                                  \
		}                                                                                  \
	} while (0)

/* A directory under the system's temporary one, gone with place_close. */
struct place {
	int fd;
	char path[64];
};

static inline int place_open(struct place *p)
{
	snprintf(p->path, sizeof p->path, "/tmp/lichen-image-XXXXXX");
	if (!mkdtemp(p->path))
		return -1;
	p->fd = open(p->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return p->fd;
}

static inline void place_close(struct place *p)
{
	struct err e;
	struct tree parent = TREE_NONE;

	if (p->fd < 0)
		return;
	close(p->fd);
	p->fd = -1;
	if (tree_open("/tmp", &parent, &e) == 0 &&
		tree_remove(&parent, p->path + sizeof "/tmp/" - 1, &e) < 0)
		fprintf(stderr, "cannot remove %s: %s\n", p->path, e.text);
	tree_close(&parent);
}

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

enum { INSIDE_SKIP = 77 }; /* what a body returns, having said why */

struct inside_body {
	int (*body)(struct place *place);
};

static int inside_run(void *argument)
{
	const struct inside_body *b = argument;
	struct place place = {.fd = -1};
	int result;

	umask(022);
	CHECK(place_open(&place) >= 0);
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
