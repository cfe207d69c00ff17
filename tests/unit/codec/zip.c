/* zip - the same bytes for any number of threads, and nothing damaged gets through. */
#include "codec/zip.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "codec/digest.h"

enum { MIB = 1024 * 1024 };

static int collect(void *context, const void *bytes, size_t n, struct err *e)
{
	(void)e;
	buf_add(context, bytes, n);
	return 0;
}

/* Text-like where i is even in units of 300,000 bytes, noise elsewhere; always the same. */
static void sample(struct buf *b, size_t n)
{
	unsigned seed = 12345;

	buf_clear(b);
	while (b->n < n) {
		seed = seed * 1103515245 + 12345;
		if (b->n / 300000 % 2)
			buf_char(b, (char)(seed >> 16));
		else
			buf_fmt(b, "line %u of something\n", (seed >> 16) % 1000);
	}
	b->n = n;
}

static void compress(
	enum zip_kind kind, int threads, size_t piece, struct str data, struct buf *out)
{
	struct zip_sink sink = {collect, out};
	struct zip_writer *w = NULL;
	struct err e;

	buf_clear(out);
	cr_assert_eq(zip_writer_new(kind, threads, &sink, &w, &e), 0, "%s", e.text);
	for (struct str s = data; s.n; s = str_from(s, piece))
		cr_assert_eq(zip_write(w, s.p, s.n < piece ? s.n : piece, &e), 0);
	cr_assert_eq(zip_writer_end(w, &e), 0);
	zip_writer_free(&w);
	zip_writer_free(&w);
}

static int file_of(struct str data)
{
	int fd = memfd_create("zip", MFD_CLOEXEC);
	size_t done = 0;

	while (done < data.n) {
		ssize_t n = write(fd, data.p + done, data.n - done);

		cr_assert_gt(n, 0);
		done += (size_t)n;
	}
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static int expand_fd(int fd, size_t piece, struct buf *out, struct err *e)
{
	struct zip_reader *r = NULL;
	ssize_t n = zip_reader_new(fd, &r, e);

	while (n == 0) {
		n = zip_read(r, buf_room(out, piece), piece, e);
		if (n <= 0)
			break;
		buf_grew(out, (size_t)n);
		n = 0;
	}
	zip_reader_free(&r);
	return (int)n;
}

static int expand(struct str data, struct buf *out, struct err *e)
{
	int fd = file_of(data);
	int result = expand_fd(fd, 70000, out, e);

	close(fd);
	return result;
}

static void expect_round(enum zip_kind kind, size_t n)
{
	AUTO(buf_release) struct buf data = {0}, packed = {0}, again = {0}, back = {0};
	struct err e;

	sample(&data, n);
	compress(kind, 1, 65536, buf_str(&data), &packed);
	for (int threads = 2; threads < 5; threads++) {
		compress(kind, threads, 1000003, buf_str(&data), &again);
		cr_assert(str_eq(buf_str(&packed), buf_str(&again)),
			"kind %d, %zu bytes, %d threads", kind, n, threads);
	}
	cr_assert_eq(expand(buf_str(&packed), &back, &e), 0, "%zu: %s", n, e.text);
	cr_assert(str_eq(buf_str(&data), buf_str(&back)), "kind %d, %zu bytes", kind, n);
}

static const size_t sizes[] = {0, 1, 100, MIB - 1, MIB, MIB + 1, 9 * MIB + 12345};

Test(zip, gzip_is_the_same_for_any_threads_and_pieces)
{
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		expect_round(ZIP_GZIP, sizes[i]);
}

Test(zip, zstd_is_the_same_for_any_threads_and_pieces)
{
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		expect_round(ZIP_ZSTD, sizes[i]);
}

Test(zip, none_passes_through)
{
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		expect_round(ZIP_NONE, sizes[i]);
}

Test(zip, gzip_bytes_belong_to_the_encoding_name)
{
	AUTO(buf_release) struct buf data = {0}, packed = {0};

	if (strcmp(zip_encoding(ZIP_GZIP), "gzip:isal-2.30.0/2/1M") != 0)
		cr_skip_test("skipped: the known digest is that of ISA-L 2.30.0 with SSE 4.2");
	sample(&data, 3 * MIB + 7);
	compress(ZIP_GZIP, 2, 4096, buf_str(&data), &packed);
	cr_assert_eq(memcmp(packed.p, "\x1f\x8b\x08\0\0\0\0\0\0\xff", 10), 0);
	struct digest d = digest_of(packed.p, packed.n);

	cr_assert_str_eq(digest_hex(&d).text,
		"cdcb51bd12fd75cb875925219d9ad9f3d62bd2a10583282dd4c5122a73e903d4");
}

Test(zip, encodings_are_named)
{
	cr_assert_str_eq(zip_encoding(ZIP_NONE), "none");
	cr_assert_eq(strncmp(zip_encoding(ZIP_GZIP), "gzip:isal-", 10), 0);
	cr_assert_eq(strncmp(zip_encoding(ZIP_ZSTD), "zstd:", 5), 0);
}

/* Somebody else's reader: gzip(1) checks structure, CRC and length. */
Test(zip, gzip_accepts_it)
{
	AUTO(buf_release) struct buf data = {0}, packed = {0};
	char command[100];

	if (access("/usr/bin/gzip", X_OK) < 0 && access("/bin/gzip", X_OK) < 0)
		cr_skip_test("skipped: no gzip here");
	sample(&data, 4 * MIB + 3);
	compress(ZIP_GZIP, 2, 50000, buf_str(&data), &packed);
	int fd = file_of(buf_str(&packed));

	snprintf(command, sizeof command, "gzip -t <&%d", fd);
	fcntl(fd, F_SETFD, 0);
	cr_assert_eq(system(command), 0);
	close(fd);
}

Test(zip, members_and_frames_are_read_to_the_end)
{
	for (enum zip_kind kind = ZIP_GZIP; kind <= ZIP_ZSTD; kind++) {
		AUTO(buf_release) struct buf one = {0}, all = {0}, back = {0};
		struct err e;

		for (int i = 0; i < 3; i++) {
			compress(kind, 1, 10, i == 1 ? STR("") : STR("part;"), &one);
			buf_str_add(&all, buf_str(&one));
		}
		cr_assert_eq(expand(buf_str(&all), &back, &e), 0, "%s", e.text);
		cr_assert_str_eq(buf_cstr(&back), "part;part;");
	}
}

Test(zip, input_may_come_byte_by_byte)
{
	for (enum zip_kind kind = ZIP_NONE; kind <= ZIP_ZSTD; kind++) {
		AUTO(buf_release) struct buf data = {0}, packed = {0}, back = {0};
		int ends[2];
		struct err e;

		sample(&data, 20000);
		compress(kind, 1, 20000, buf_str(&data), &packed);
		size_t copies = kind == ZIP_GZIP ? 2 : 1; /* two members */

		cr_assert_eq(pipe(ends), 0);
		pid_t child = fork();

		if (child == 0) {
			for (size_t i = 0; i < packed.n * copies; i++)
				if (write(ends[1], packed.p + i % packed.n, 1) != 1)
					_exit(1);
			_exit(0);
		}
		close(ends[1]);
		cr_assert_eq(expand_fd(ends[0], 1, &back, &e), 0, "kind %d: %s", kind, e.text);
		cr_assert_eq(back.n, 20000 * copies);
		close(ends[0]);
		waitpid(child, NULL, 0);
	}
}

Test(zip, every_truncation_is_told)
{
	for (enum zip_kind kind = ZIP_GZIP; kind <= ZIP_ZSTD; kind++) {
		AUTO(buf_release) struct buf data = {0}, packed = {0};
		struct err e;

		sample(&data, 3000);
		compress(kind, 1, 3000, buf_str(&data), &packed);
		for (size_t n = 4; n < packed.n; n++) {
			AUTO(buf_release) struct buf back = {0};

			cr_assert_eq(expand(str_upto(buf_str(&packed), n), &back, &e), -1,
				"kind %d cut to %zu", kind, n);
			cr_assert_eq(e.kind, ERR_INVALID);
		}
	}
}

Test(zip, damage_is_told)
{
	for (enum zip_kind kind = ZIP_GZIP; kind <= ZIP_ZSTD; kind++) {
		AUTO(buf_release) struct buf data = {0}, packed = {0}, back = {0};
		struct err e;

		sample(&data, 3000);
		compress(kind, 1, 3000, buf_str(&data), &packed);
		/* zstd keeps a checksum in the last four bytes, gzip CRC and length in eight */
		for (size_t i = 1; i <= (kind == ZIP_GZIP ? 8 : 4); i++) {
			packed.p[packed.n - i] ^= 1;
			cr_assert_eq(expand(buf_str(&packed), &back, &e), -1);
			cr_assert_eq(e.kind, ERR_INVALID);
			packed.p[packed.n - i] ^= 1;
		}
		buf_cstr_add(&packed, "garbage behind");
		cr_assert_eq(expand(buf_str(&packed), &back, &e), -1);
		cr_assert_eq(e.kind, ERR_INVALID);
	}
}

Test(zip, a_huge_window_is_refused)
{
	AUTO(buf_release) struct buf back = {0};
	/* magic; no single segment, no checksum; window descriptor 2^30; an empty last raw block */
	struct err e;

	cr_assert_eq(
		expand((struct str){"\x28\xb5\x2f\xfd\x00\xa0\x01\x00\x00", 9}, &back, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT, "%s", e.text);
}

static int refuse(void *context, const void *bytes, size_t n, struct err *e)
{
	size_t *room = context;

	(void)bytes;
	if (n > *room)
		return err_set(e, ERR_LIMIT, "full");
	*room -= n;
	return 0;
}

Test(zip, the_sinks_error_is_the_writers)
{
	AUTO(buf_release) struct buf data = {0};

	sample(&data, 12 * MIB);
	for (enum zip_kind kind = ZIP_NONE; kind <= ZIP_ZSTD; kind++) {
		size_t room = 100000;
		struct zip_sink sink = {refuse, &room};
		struct zip_writer *w = NULL;
		struct err e = {0};

		cr_assert_eq(zip_writer_new(kind, 2, &sink, &w, &e), 0);
		int result = zip_write(w, data.p, data.n, &e);

		if (result == 0)
			result = zip_writer_end(w, &e);
		cr_assert_eq(result, -1);
		cr_assert_str_eq(e.text, "full");
		zip_writer_free(&w);
	}
}

Test(zip, an_unreadable_descriptor_is_an_error)
{
	struct zip_reader *r = NULL;
	struct err e;

	cr_assert_eq(zip_reader_new(-1, &r, &e), -1);
	cr_assert_eq(e.kind, ERR_SYS);
	cr_assert_null(r);
}
