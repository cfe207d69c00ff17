/* archive - the same bytes each time, loaded by others, and hostile ones refused. */
#include "remote/archive.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "codec/tar.h"
#include "remote/sample.h"
#include "sys/copy.h"
#include "sys/fd.h"

static int archive_of(enum archive_form form, const char *const *names, size_t n)
{
	AUTO(sample_release) struct sample s;
	struct err e;
	int fd = memfd_create("archive", 0);

	sample_init(&s, "a");
	for (size_t i = 0; i < n; i++)
		sample_name(&s, names[i]);
	cr_assert_eq(archive_write(fd, form, &s.bundle, 7, &e), 0, "%s", e.text);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void list(int fd, struct buf *out)
{
	static const struct tar_rules rules = {.bytes_max = 1 << 20, .entries_max = 100};
	AUTO(tar_reader_free) struct tar_reader *r = NULL;
	const struct tar_entry *t = NULL;
	struct str piece;
	struct err e;

	cr_assert_eq(tar_reader_new(fd, &rules, &r, &e), 0);
	while (tar_next(r, &t, &e) == 1) {
		cr_assert_eq(t->mtime_s, 7);
		buf_fmt(out, "%.*s", STR_FMT(str_upto(t->path, 14)));
		if (str_ends(t->path, STR(".json")))
			while (tar_data(r, &piece, &e) == 1)
				buf_fmt(out, " %.*s", STR_FMT(piece));
		buf_char(out, '\n');
	}
	lseek(fd, 0, SEEK_SET);
}

Test(archive, holds_what_everybody_wants_in_order)
{
	static const char *const names[] = {"app:1", "r.example/x/y:2"};
	AUTO(fd_close) int fd = archive_of(ARCHIVE_EVERYBODY, names, 2);
	AUTO(buf_release) struct buf out = {0};
	AUTO(strs_release) struct strs lines = {0};

	list(fd, &out);
	for (struct str rest = buf_str(&out), line; rest.n;) {
		str_cut(rest, '\n', &line, &rest);
		strs_add(&lines, line);
	}
	cr_assert_eq(lines.n, 8);
	cr_assert_str_eq(lines.p[0].p, "blobs");
	cr_assert_str_eq(lines.p[1].p, "blobs/sha256");
	cr_assert(strstr(lines.p[5].p, "index.json"));
	cr_assert(strstr(lines.p[5].p, "\"io.containerd.image.name\":\"docker.io/library/app:1\""));
	cr_assert(strstr(lines.p[5].p, "\"io.containerd.image.name\":\"r.example/x/y:2\""));
	cr_assert(strstr(lines.p[5].p, "\"" ANNOTATION_REF_NAME "\":\"2\""));
	cr_assert(strstr(lines.p[6].p, "manifest.json [{\"Config\":\"blobs/sha256/"));
	cr_assert(strstr(lines.p[6].p, "\"RepoTags\":[\"app:1\",\"r.example/x/y:2\"]"));
	cr_assert_str_eq(lines.p[7].p, "oci-layout");
}

Test(archive, the_pure_form_has_no_docker_manifest)
{
	AUTO(fd_close) int fd = archive_of(ARCHIVE_OCI, NULL, 0);
	AUTO(buf_release) struct buf out = {0};

	list(fd, &out);
	cr_assert(!strstr(buf_cstr(&out), "manifest.json"));
	cr_assert(strstr(buf_cstr(&out), "oci-layout"));
}

Test(archive, a_repeated_layer_is_stored_once)
{
	AUTO(sample_release) struct sample s;
	AUTO(fd_close) int fd = memfd_create("archive", 0);
	AUTO(buf_release) struct buf out = {0};
	struct image_blob blobs[4];
	struct err e;
	size_t lines = 0;

	sample_init(&s, "a");
	memcpy(blobs, s.blobs, sizeof s.blobs);
	blobs[3] = blobs[1];
	s.bundle.blobs = blobs;
	s.bundle.n = 4;
	cr_assert_eq(archive_write(fd, ARCHIVE_OCI, &s.bundle, 7, &e), 0);
	lseek(fd, 0, SEEK_SET);
	list(fd, &out);
	for (size_t i = 0; i < out.n; i++)
		lines += out.p[i] == '\n';
	cr_assert_eq(lines, 7);
}

Test(archive, is_read_back_as_a_layout)
{
	static const char *const names[] = {"app:1"};
	AUTO(fd_close) int fd = archive_of(ARCHIVE_EVERYBODY, names, 1);
	AUTO(sample_dir_release) struct sample_dir d;
	AUTO(layout_close) struct layout l = {.dir = TREE_NONE};
	AUTO(descriptor_release) struct descriptor found = {0};
	struct err e;

	sample_dir_init(&d);
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

enum { LARGE = 4194305 }; /* one more than JSON may have */

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

Test(archive, hostile_entries_are_refused)
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

Test(archive, a_short_blob_is_an_error)
{
	AUTO(sample_release) struct sample s;
	AUTO(fd_close) int fd = memfd_create("archive", 0);
	struct err e;

	sample_init(&s, "a");
	cr_assert_eq(ftruncate(s.blobs[1].fd, 10), 0);
	cr_assert_eq(archive_write(fd, ARCHIVE_OCI, &s.bundle, -1, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	cr_assert_eq(archive_write(-1, ARCHIVE_OCI, &s.bundle, -1, &e), -1);
	cr_assert_eq(e.kind, ERR_SYS);
}

Test(archive, skopeo_reads_both_ways)
{
	static const char *const names[] = {"app:1"};
	AUTO(sample_dir_release) struct sample_dir d;
	char command[300];

	sample_dir_init(&d);
	if (system("command -v skopeo >/dev/null") != 0)
		cr_skip_test("skipped: no skopeo here");
	AUTO(fd_close) int made = archive_of(ARCHIVE_EVERYBODY, names, 1);
	AUTO(fd_close) int file = openat(d.tree.fd, "a.tar", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct err e;

	cr_assert_eq(copy_bytes(made, file, 0, &e), 0);
	snprintf(command, sizeof command,
		"skopeo inspect oci-archive:%s/a.tar:1 >/dev/null && "
		"skopeo inspect docker-archive:%s/a.tar:app:1 >/dev/null",
		d.path, d.path);
	cr_assert_eq(system(command), 0);
}
