/* archive - the same bytes each time, loaded by others, and hostile ones refused. */
#include "remote/archive.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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

	cr_assert_eq(copy_bytes(made, file, &e), 0);
	snprintf(command, sizeof command,
		"skopeo inspect oci-archive:%s/a.tar:1 >/dev/null && "
		"skopeo inspect docker-archive:%s/a.tar:app:1 >/dev/null",
		d.path, d.path);
	cr_assert_eq(system(command), 0);
}
