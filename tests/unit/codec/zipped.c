/* zipped - data, packed and unpacked, for the tests of compression. */
#include "codec/zipped.h"

#include <criterion/criterion.h>
#include <sys/mman.h>
#include <unistd.h>

int zipped_collect(void *context, const void *bytes, size_t n, struct err *e)
{
	(void)e;
	buf_add(context, bytes, n);
	return 0;
}

/* Text-like where i is even in units of 300,000 bytes, noise elsewhere; always the same. */
void zipped_sample(struct buf *b, size_t n)
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

void zipped_compress(
	enum zip_kind kind, int threads, size_t piece, struct str data, struct buf *out)
{
	struct zip_sink sink = {zipped_collect, out};
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

int zipped_file(struct str data)
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

int zipped_expand_fd(int fd, size_t piece, struct buf *out, struct err *e)
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

int zipped_expand(struct str data, struct buf *out, struct err *e)
{
	int fd = zipped_file(data);
	int result = zipped_expand_fd(fd, 70000, out, e);

	close(fd);
	return result;
}

void zipped_expect_round(enum zip_kind kind, size_t n)
{
	AUTO(buf_release) struct buf data = {0}, packed = {0}, again = {0}, back = {0};
	struct err e;

	zipped_sample(&data, n);
	zipped_compress(kind, 1, 65536, buf_str(&data), &packed);
	for (int threads = 2; threads < 5; threads++) {
		zipped_compress(kind, threads, 1000003, buf_str(&data), &again);
		cr_assert(str_eq(buf_str(&packed), buf_str(&again)),
			"kind %d, %zu bytes, %d threads", kind, n, threads);
	}
	cr_assert_eq(zipped_expand(buf_str(&packed), &back, &e), 0, "%zu: %s", n, e.text);
	cr_assert(str_eq(buf_str(&data), buf_str(&back)), "kind %d, %zu bytes", kind, n);
}
