/* archive_read - a layout comes back, and hostile archives do not get far. */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "codec/tar.h"
#include "remote/archive.h"
#include "remote/sample.h"
#include "sys/fd.h"

enum { LARGE = 4194305 }; /* one more than JSON may have */

Test(archive_read, is_read_back_as_a_layout)
{
	AUTO(fd_close) int fd = memfd_create("archive", 0);
	AUTO(sample_release) struct sample s;
	AUTO(sample_dir_release) struct sample_dir d;
	AUTO(layout_close) struct layout l = {.dir = TREE_NONE};
	AUTO(descriptor_release) struct descriptor found = {0};
	struct err e;

	sample_dir_init(&d);
	sample_init(&s, "a");
	sample_name(&s, "app:1");
	cr_assert_eq(archive_write(fd, ARCHIVE_EVERYBODY, &s.bundle, 7, &e), 0, "%s", e.text);
	lseek(fd, 0, SEEK_SET);
	cr_assert_eq(archive_read(fd, &d.tree, &e), 0, "%s", e.text);
	cr_assert_eq(layout_open(&d.tree, &l, &e), 0, "%s", e.text);
	cr_assert_eq(layout_find(&l, STR("1"), STR(""), &found, &e), 0, "%s", e.text);
	cr_assert(!tree_has(&d.tree, "manifest.json"), "not part of a layout");
}

static int collect(void *context, const void *bytes, size_t n, struct err *e)
{
	(void)e;
	buf_add(context, bytes, n);
	return 0;
}

/* The error of an archive with these entries. */
static enum err_kind read_kind(const struct tar_entry *entries, size_t n, struct err *e)
{
	AUTO(sample_dir_release) struct sample_dir d;
	AUTO(buf_release) struct buf tar = {0};
	AUTO(fd_close) int fd = memfd_create("archive", 0);
	struct zip_sink sink = {collect, &tar};
	AUTO(mem_release) char *large = mem_alloc(LARGE);
	struct tar_writer w;

	sample_dir_init(&d);
	tar_writer_init(&w, &sink);
	for (size_t i = 0; i < n; i++) {
		cr_assert_eq(tar_write(&w, &entries[i], e), 0);
		cr_assert_eq(tar_write_data(&w, large, entries[i].size_bytes, e), 0);
	}
	cr_assert_eq(tar_write_end(&w, e), 0);
	tar_writer_release(&w);
	cr_assert_eq(write(fd, tar.p, tar.n), (ssize_t)tar.n);
	lseek(fd, 0, SEEK_SET);
	err_clear(e);
	return archive_read(fd, &d.tree, e) < 0 ? e->kind : ERR_NONE;
}

#define HEX "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

Test(archive_read, hostile_entries_are_refused)
{
	const struct tar_entry link = {
		.path = STR("index.json"), .type = TAR_SYMLINK, .link = STR("/etc/passwd")};
	const struct tar_entry name = {.path = STR("blobs/sha256/passwd")};
	const struct tar_entry algorithm = {.path = STR("blobs/md5/" HEX)};
	const struct tar_entry deep = {.path = STR("blobs/sha256/" HEX "/x")};
	const struct tar_entry twice[] = {
		{.path = STR("blobs/sha256/" HEX)}, {.path = STR("blobs/sha256/" HEX)}};
	const struct tar_entry large = {.path = STR("index.json"), .size_bytes = LARGE};
	const struct tar_entry other[] = {{.path = STR("blobs/x")}, {.path = STR("repositories")},
		{.path = STR("etc"), .type = TAR_SYMLINK, .link = STR("/")}};
	struct err e;

	cr_assert_eq(read_kind(&link, 1, &e), ERR_INVALID);
	cr_assert_eq(read_kind(&name, 1, &e), ERR_INVALID);
	cr_assert_eq(read_kind(&algorithm, 1, &e), ERR_INVALID);
	cr_assert_eq(read_kind(&deep, 1, &e), ERR_INVALID);
	cr_assert_eq(read_kind(twice, 2, &e), ERR_INVALID);
	cr_assert_eq(read_kind(&large, 1, &e), ERR_LIMIT);
	cr_assert_eq(read_kind(other, 3, &e), ERR_UNSUPPORTED, "passed over: no layout");
	cr_assert(strstr(e.hint, "docker before 25"));
}
