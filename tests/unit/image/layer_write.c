#include <sys/mman.h>
#include <sys/xattr.h>

#include "codec/tar.h"
#include "image/bench.h"
#include "image/layer.h"
#include "image/ring.h"
#include "image/whiteout.h"
#include "image/xattrs.h"
#include "sys/fd.h"

static const struct layer_limits generous = {1ull << 32, 100000};

static int collect(void *context, const void *bytes, size_t n, struct err *e)
{
	(void)e;
	buf_add(context, bytes, n);
	return 0;
}

static int write_into(int dirfd, struct buf *tar, struct layer *out, struct err *e)
{
	const struct zip_sink sink = {collect, tar};

	err_clear(e);
	return layer_write(dirfd, &sink, out, e);
}

static int subdir(struct place *place, const char *name)
{
	if (mkdirat(place->dir.fd, name, 0755) < 0)
		return -1;
	return openat(place->dir.fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Everything that a layer can hold, made in no particular order. */
static int fill(int d, struct err *e)
{
	AUTO(fd_close) int fd = -1;

	CHECK(mkdirat(d, "z", 0700) == 0 && mkdirat(d, "a", 01777) == 0);
	CHECK(fchmodat(d, "a", 01777, 0) == 0);
	CHECK(put_file(d, "z/last", "1") == 0 && put_file(d, "a/\xff", "2") == 0);
	CHECK(linkat(d, "z/last", d, "a/first", 0) == 0 && linkat(d, "z/last", d, "m", 0) == 0);
	CHECK(symlinkat("/etc/passwd", d, "l") == 0 && mkfifoat(d, "fifo", 0622) == 0);
	CHECK(fchmodat(d, "fifo", 0622, 0) == 0);
	CHECK(linkat(d, "l", d, "l2", 0) == 0);
	CHECK(put_file(d, "suid", "x") == 0 && fchownat(d, "suid", 3, 4, 0) == 0);
	CHECK(fchmodat(d, "suid", 04755, 0) == 0 &&
		fchownat(d, "l", 5, 6, AT_SYMLINK_NOFOLLOW) == 0);
	fd = openat(d, "suid", O_RDONLY | O_CLOEXEC);
	CHECK(fsetxattr(fd, "user.note", "hi", 2, 0) == 0);
	CHECK(fsetxattr(fd, "security.capability", "\1\0\0\2\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20,
		      0) == 0);
	CHECK(whiteout_make(d, "zz", e) == 0);
	CHECK(whiteout_make(d, "a/zzz", e) == 0);
	CHECK(put_time(d, "z", 1, 0) == 0 && put_time(d, "a", 2, 0) == 0);
	CHECK(put_time(d, "suid", 3, 0) == 0 && put_time(d, "l", 4, 0) == 0);
	CHECK(put_time(d, "m", 5, 0) == 0 && put_time(d, "fifo", 6, 0) == 0);
	return put_time(d, "a/\xff", 7, 0);
}

static int list(struct buf *tar, struct buf *out, struct err *e)
{
	const struct tar_rules rules = {.bytes_max = 1 << 30, .entries_max = 1000};
	AUTO(tar_reader_free) struct tar_reader *r = NULL;
	AUTO(fd_close) int fd = memfd_create("tar", MFD_CLOEXEC);
	const struct tar_entry *t;
	int more;

	if (fd_write_full(fd, tar->p, tar->n, e) < 0 || lseek(fd, 0, SEEK_SET) < 0 ||
		tar_reader_new(fd, &rules, &r, e) < 0)
		return -1;
	while ((more = tar_next(r, &t, e)) > 0)
		buf_fmt(out, "%d %.*s %o %u:%u %lld %llu %.*s\n", (int)t->type, STR_FMT(t->path),
			t->mode, t->uid, t->gid, (long long)t->mtime_s,
			(unsigned long long)t->size_bytes, STR_FMT(t->link));
	return more;
}

INSIDE(image_layer_write, order_links_and_whiteouts)
{
	AUTO(buf_release) struct buf tar = {0}, text = {0};
	struct layer layer;
	struct err e;

	CHECK(fill(place->dir.fd, &e) == 0);
	CHECK_OK(write_into(place->dir.fd, &tar, &layer, &e));
	CHECK_OK(list(&tar, &text, &e));
	if (strcmp(buf_cstr(&text), "0 .wh.zz 0 0:0 0 0 \n"
				    "1 a 1777 0:0 2 0 \n"
				    "0 a/.wh.zzz 0 0:0 0 0 \n"
				    "0 a/first 644 0:0 5 1 \n"
				    "0 a/\xff 644 0:0 7 1 \n"
				    "6 fifo 622 0:0 6 0 \n"
				    "2 l 777 5:6 4 0 /etc/passwd\n"
				    "3 l2 777 5:6 4 0 l\n"
				    "3 m 644 0:0 5 0 a/first\n"
				    "0 suid 4755 3:4 3 1 \n"
				    "1 z 700 0:0 1 0 \n"
				    "3 z/last 644 0:0 5 0 a/first\n") != 0) {
		fputs(buf_cstr(&text), stderr);
		return 1;
	}
	CHECK(layer.entries == 12 && layer.tar_bytes == tar.n);
	return 0;
}

INSIDE(image_layer_write, what_was_written_comes_back_and_gives_the_same_tar)
{
	AUTO(buf_release) struct buf first = {0}, second = {0};
	AUTO(fd_close) int a = subdir(place, "a");
	AUTO(fd_close) int b = subdir(place, "b");
	AUTO(fd_close) int blob = memfd_create("tar", MFD_CLOEXEC);
	const struct layer_rules rules = {.epoch_s = -1, .with_root = true};
	struct layer written, read, again;
	struct err e;

	CHECK(put_file(a, "f", "x") == 0 && fchmod(a, 0711) == 0);
	CHECK_OK(layer_normalise(a, &rules, &e));
	CHECK(fill(a, &e) == 0);
	CHECK_OK(write_into(a, &first, &written, &e));
	CHECK_OK(fd_write_full(blob, first.p, first.n, &e));
	CHECK(lseek(blob, 0, SEEK_SET) == 0);
	CHECK_OK(layer_apply(blob, b, &generous, &read, &e));
	CHECK(digest_eq(&written.diff_id, &read.diff_id));
	CHECK(read.entries == written.entries && read.disk_bytes == written.disk_bytes);
	CHECK_OK(write_into(b, &second, &again, &e));
	CHECK(str_eq(buf_str(&first), buf_str(&second)));
	CHECK(digest_eq(&written.diff_id, &again.diff_id));
	CHECK(xattrs_has_root_mark(b) && str_starts(buf_str(&second), STR("./")));
	return 0;
}

/* In a tar its whiteout is longer than any file's name. */
INSIDE(image_layer_write, the_whiteout_of_the_longest_name_comes_back)
{
	AUTO(buf_release) struct buf tar = {0};
	AUTO(fd_close) int from = subdir(place, "from");
	AUTO(fd_close) int to = subdir(place, "to");
	AUTO(fd_close) int fd = memfd_create("tar", MFD_CLOEXEC);
	char name[256];
	struct layer written, applied;
	struct stat st;
	struct err e;

	err_clear(&e);
	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	CHECK_OK(whiteout_make(from, name, &e));
	CHECK_OK(write_into(from, &tar, &written, &e));
	CHECK(fd_write_full(fd, tar.p, tar.n, &e) == 0 && lseek(fd, 0, SEEK_SET) == 0);
	CHECK_OK(layer_apply(fd, to, &generous, &applied, &e));
	CHECK(digest_eq(&written.diff_id, &applied.diff_id));
	CHECK(fstatat(to, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && whiteout_is(&st));
	return 0;
}

INSIDE(image_layer_write, the_opaque_mark_of_a_pulled_layer_is_written)
{
	AUTO(buf_release) struct buf tar = {0}, text = {0};
	AUTO(fd_close) int d = subdir(place, "d");
	struct layer layer;
	struct err e;

	CHECK_OK(whiteout_set_opaque(d, &e));
	CHECK(put_file(d, "f", "x") == 0 && put_time(d, "f", 1, 0) == 0);
	CHECK(put_time(place->dir.fd, "d", 1, 0) == 0);
	CHECK_OK(write_into(place->dir.fd, &tar, &layer, &e));
	CHECK_OK(list(&tar, &text, &e));
	CHECK(strcmp(buf_cstr(&text), "1 d 755 0:0 1 0 \n"
				      "0 d/.wh..wh..opq 0 0:0 0 0 \n"
				      "0 d/f 644 0:0 1 1 \n") == 0);
	return 0;
}

/* The same tree made in another order, with other inodes, has the same bytes. */
INSIDE(image_layer_write, the_order_of_making_does_not_enter)
{
	AUTO(fd_close) int a = subdir(place, "a");
	AUTO(fd_close) int b = subdir(place, "b");
	const struct layer_rules rules = {.epoch_s = 1000};
	struct layer one, two;
	struct err e;
	char name[8];

	for (int i = 0; i < 50; i++) {
		snprintf(name, sizeof name, "%d", i);
		CHECK(put_file(a, name, name) == 0);
	}
	for (int i = 49; i >= 0; i--) {
		snprintf(name, sizeof name, "%d", i);
		CHECK(put_file(b, name, name) == 0);
	}
	CHECK_OK(layer_normalise(a, &rules, &e));
	CHECK_OK(layer_normalise(b, &rules, &e));
	CHECK_OK(layer_write(a, NULL, &one, &e));
	CHECK_OK(layer_write(b, NULL, &two, &e));
	CHECK(digest_eq(&one.diff_id, &two.diff_id));
	return 0;
}

INSIDE(image_layer_write, files_larger_than_the_ring)
{
	AUTO(fd_close) int fd = -1;
	enum { BYTES = RING_BLOCKS * RING_BLOCK_BYTES + 12345 };
	struct layer layer;
	struct err e;

	fd = openat(place->dir.fd, "big", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	CHECK(ftruncate(fd, BYTES) == 0);
	CHECK_OK(layer_write(place->dir.fd, NULL, &layer, &e));
	CHECK(layer.tar_bytes == 512 + BYTES + tar_padding(BYTES) + 1024);
	return 0;
}

INSIDE(image_layer_write, an_empty_directory_is_the_empty_layer)
{
	struct layer layer;
	struct err e;

	CHECK_OK(layer_write(place->dir.fd, NULL, &layer, &e));
	CHECK(layer.entries == 0);
	CHECK(strcmp(digest_hex(&layer.diff_id).text,
		      "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef") == 0);
	return 0;
}

static int refuse(void *context, const void *bytes, size_t n, struct err *e)
{
	(void)context, (void)bytes, (void)n;
	return err_set(e, ERR_SYS, "the disk is full");
}

INSIDE(image_layer_write, a_failing_sink_is_the_result)
{
	const struct zip_sink sink = {refuse, NULL};
	struct layer layer;
	struct err e;

	CHECK(put_file(place->dir.fd, "f", "x") == 0);
	err_clear(&e);
	CHECK(layer_write(place->dir.fd, &sink, &layer, &e) == -1);
	CHECK(strcmp(e.text, "the disk is full") == 0);
	return 0;
}

INSIDE(image_layer_write, a_failure_names_the_path)
{
	struct layer layer;
	struct err e;

	CHECK(mkdirat(place->dir.fd, "d", 0755) == 0);
	if (mknodat(place->dir.fd, "d/dev", S_IFCHR | 0600, 0x103) < 0)
		return 0; /* only root can put one there */
	err_clear(&e);
	CHECK(layer_write(place->dir.fd, NULL, &layer, &e) == -1);
	CHECK(e.kind == ERR_INVALID && strstr(e.during, "`/d/dev`"));
	return 0;
}
