/* scratch - a directory of a test's own, gone afterwards, and how many descriptors are open.
 *
 * It is made and removed without the modules under test. Layer: tests.
 *
 *     AUTO(scratch_release) struct scratch s = scratch_make();
 */
#ifndef TESTS_SYS_SCRATCH_H
#define TESTS_SYS_SCRATCH_H

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"

struct scratch {
	char path[64];
	int fd;
};

static inline void scratch_sh(const struct scratch *s, const char *script)
{
	char command[4096];

	snprintf(command, sizeof command, "cd '%s' && { %s\n}", s->path, script);
	cr_assert_eq(system(command), 0, "failed: %s", script);
}

static inline struct scratch scratch_make(void)
{
	struct scratch s = {.path = "/tmp/lichen-unit-XXXXXX", .fd = -1};

	cr_assert(mkdtemp(s.path));
	s.fd = open(s.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cr_assert_geq(s.fd, 0);
	return s;
}

static inline void scratch_release(struct scratch *s)
{
	char command[256];

	close(s->fd);
	snprintf(command, sizeof command, "chmod -R u+rwx '%s' 2>/dev/null; rm -rf '%s'", s->path,
		s->path);
	cr_assert_eq(system(command), 0);
}

/* The content of a small file, in a buffer that the next call overwrites. */
static inline const char *scratch_text(const struct scratch *s, const char *name)
{
	static char text[4096];
	int fd = openat(s->fd, name, O_RDONLY | O_CLOEXEC);

	cr_assert_geq(fd, 0, "no %s", name);
	ssize_t n = read(fd, text, sizeof text - 1);

	close(fd);
	cr_assert_geq(n, 0);
	text[n] = '\0';
	return text;
}

static inline struct stat scratch_stat(const struct scratch *s, const char *name)
{
	struct stat st;

	cr_assert_eq(fstatat(s->fd, name, &st, AT_SYMLINK_NOFOLLOW), 0, "no %s", name);
	return st;
}

static inline bool scratch_has(const struct scratch *s, const char *name)
{
	struct stat st;

	return fstatat(s->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Shows the directory `from` at `to`, in a mount namespace of this test; false where that is not
 * allowed. A bind mount has the device number of its surroundings, so no st_dev gives it away. */
static inline bool scratch_bind(const struct scratch *s, const char *from, const char *to)
{
	char source[256], target[256];

	snprintf(source, sizeof source, "%s/%s", s->path, from);
	snprintf(target, sizeof target, "%s/%s", s->path, to);
	return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
	       mount(source, target, NULL, MS_BIND, NULL) == 0;
}

static inline void scratch_unbind(const struct scratch *s, const char *to)
{
	char target[256];

	snprintf(target, sizeof target, "%s/%s", s->path, to);
	cr_assert_eq(umount2(target, MNT_DETACH), 0);
}

static inline int open_descriptors(void)
{
	int n = 0;
	DIR *d = opendir("/proc/self/fd");

	cr_assert(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

#endif
