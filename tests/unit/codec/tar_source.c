/* tar_source - archives made by others, compressed by others. */
#include "codec/tar_source.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "codec/tarred.h"

/* Made by others, compressed by others. */
static int made_by(const char *command)
{
	char line[300];
	int fd = memfd_create("made", 0);

	snprintf(line, sizeof line, "{ %s; } >&%d 2>/dev/null", command, fd);
	if (system(line) != 0) {
		close(fd);
		return -1;
	}
	lseek(fd, 0, SEEK_SET);
	return fd;
}

Test(tar_source, reads_gnu_tar_in_every_compression)
{
	static const char *const commands[] = {"cat", "gzip", "zstd", "bzip2", "xz"};
	struct tar_rules rules = tarred_rules;
	int tried = 0;

	rules.more_filters = true;
	for (size_t i = 0; i < 5; i++) {
		AUTO(buf_release) struct buf out = {0};
		char command[200];
		struct err e;

		snprintf(command, sizeof command,
			"bash -o pipefail -c 'tar --format=gnu --numeric-owner -C / -ch etc/passwd "
			"| %s'",
			commands[i]);
		int fd = made_by(command);

		if (fd < 0)
			continue;
		cr_assert_eq(tar_probe(fd, &e), 1, "%s", commands[i]);
		cr_assert_eq(
			tarred_list_fd(fd, &rules, &out, &e), 0, "%s: %s", commands[i], e.text);
		cr_assert(strstr(buf_cstr(&out), "0 etc/passwd 644 0 0 "), "%s", buf_cstr(&out));
		cr_assert(strstr(buf_cstr(&out), ":root:") || strstr(buf_cstr(&out), "root:"));
		close(fd);
		tried++;
	}
	if (!tried)
		cr_skip_test("skipped: no tar here");
}

Test(tar_source, more_filters_only_where_allowed)
{
	AUTO(buf_release) struct buf out = {0};
	int fd = made_by("bash -o pipefail -c 'tar -C / -ch etc/passwd | xz'");
	struct err e;

	if (fd < 0)
		cr_skip_test("skipped: no tar or xz here");
	cr_assert_eq(tarred_list_fd(fd, &tarred_rules, &out, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	close(fd);
}

Test(tar_source, compression_inside_compression_is_refused)
{
	int fd = made_by("bash -o pipefail -c 'tar -C / -ch etc/passwd | xz | xz'");
	struct tar_source *source = NULL;
	struct err e;

	if (fd < 0)
		cr_skip_test("skipped: no tar or xz here");
	cr_assert_eq(tar_source_new(fd, STR(""), true, &source, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	cr_assert(strstr(e.text, "more than once"), "%s", e.text);
	cr_assert_null(source);
	close(fd);
}

Test(tar_source, damage_inside_a_filter_is_told)
{
	int fd = made_by("bash -o pipefail -c 'head -c 100000 /dev/zero | xz'");
	struct tar_source *source = NULL;
	char bytes[4096];
	ssize_t n = 1;
	struct err e;

	if (fd < 0)
		cr_skip_test("skipped: no xz here");
	cr_assert_eq(ftruncate(fd, lseek(fd, 0, SEEK_END) - 20), 0);
	lseek(fd, 0, SEEK_SET);
	if (tar_source_new(fd, STR(""), true, &source, &e) < 0)
		n = -1;
	while (n > 0)
		n = tar_source_read(source, bytes, sizeof bytes, &e);
	cr_assert_eq(n, -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	tar_source_free(&source);
	close(fd);
}
