/* zip_read - everything is read to its end, and nothing damaged gets through. */
#include <criterion/criterion.h>
#include <sys/wait.h>
#include <unistd.h>

#include "codec/zipped.h"

Test(zip_read, members_and_frames_are_read_to_the_end)
{
	for (enum zip_kind kind = ZIP_GZIP; kind <= ZIP_ZSTD; kind++) {
		AUTO(buf_release) struct buf one = {0}, all = {0}, back = {0};
		struct err e;

		for (int i = 0; i < 3; i++) {
			zipped_compress(kind, 1, 10, i == 1 ? STR("") : STR("part;"), &one);
			buf_str_add(&all, buf_str(&one));
		}
		cr_assert_eq(zipped_expand(buf_str(&all), &back, &e), 0, "%s", e.text);
		cr_assert_str_eq(buf_cstr(&back), "part;part;");
	}
}

/* Byte by byte, so that every read of the reader comes up short. */
static void drip(int fd, const struct buf *packed, size_t copies)
{
	for (size_t i = 0; i < packed->n * copies; i++)
		if (write(fd, packed->p + i % packed->n, 1) != 1)
			_exit(1);
	_exit(0);
}

Test(zip_read, input_may_come_byte_by_byte)
{
	for (enum zip_kind kind = ZIP_NONE; kind <= ZIP_ZSTD; kind++) {
		AUTO(buf_release) struct buf data = {0}, packed = {0}, back = {0};
		int ends[2];
		struct err e;

		zipped_sample(&data, 20000);
		zipped_compress(kind, 1, 20000, buf_str(&data), &packed);
		size_t copies = kind == ZIP_GZIP ? 2 : 1; /* two members */

		cr_assert_eq(pipe(ends), 0);
		pid_t child = fork();

		if (child == 0)
			drip(ends[1], &packed, copies);
		close(ends[1]);
		cr_assert_eq(
			zipped_expand_fd(ends[0], 1, &back, &e), 0, "kind %d: %s", kind, e.text);
		cr_assert_eq(back.n, 20000 * copies);
		close(ends[0]);
		waitpid(child, NULL, 0);
	}
}

Test(zip_read, every_truncation_is_told)
{
	for (enum zip_kind kind = ZIP_GZIP; kind <= ZIP_ZSTD; kind++) {
		AUTO(buf_release) struct buf data = {0}, packed = {0};
		struct err e;

		zipped_sample(&data, 3000);
		zipped_compress(kind, 1, 3000, buf_str(&data), &packed);
		for (size_t n = 4; n < packed.n; n++) {
			AUTO(buf_release) struct buf back = {0};

			cr_assert_eq(zipped_expand(str_upto(buf_str(&packed), n), &back, &e), -1,
				"kind %d cut to %zu", kind, n);
			cr_assert_eq(e.kind, ERR_INVALID);
		}
	}
}

Test(zip_read, damage_is_told)
{
	for (enum zip_kind kind = ZIP_GZIP; kind <= ZIP_ZSTD; kind++) {
		AUTO(buf_release) struct buf data = {0}, packed = {0}, back = {0};
		struct err e;

		zipped_sample(&data, 3000);
		zipped_compress(kind, 1, 3000, buf_str(&data), &packed);
		/* zstd keeps a checksum in the last four bytes, gzip CRC and length in eight */
		for (size_t i = 1; i <= (kind == ZIP_GZIP ? 8 : 4); i++) {
			packed.p[packed.n - i] ^= 1;
			cr_assert_eq(zipped_expand(buf_str(&packed), &back, &e), -1);
			cr_assert_eq(e.kind, ERR_INVALID);
			packed.p[packed.n - i] ^= 1;
		}
		buf_cstr_add(&packed, "garbage behind");
		cr_assert_eq(zipped_expand(buf_str(&packed), &back, &e), -1);
		cr_assert_eq(e.kind, ERR_INVALID);
	}
}

Test(zip_read, a_huge_window_is_refused)
{
	AUTO(buf_release) struct buf back = {0};
	/* magic; no single segment, no checksum; window descriptor 2^30; an empty last raw block */
	struct err e;

	cr_assert_eq(
		zipped_expand((struct str){"\x28\xb5\x2f\xfd\x00\xa0\x01\x00\x00", 9}, &back, &e),
		-1);
	cr_assert_eq(e.kind, ERR_LIMIT, "%s", e.text);
}

Test(zip_read, an_unreadable_descriptor_is_an_error)
{
	struct zip_reader *r = NULL;
	struct err e;

	cr_assert_eq(zip_reader_new(-1, &r, &e), -1);
	cr_assert_eq(e.kind, ERR_SYS);
	cr_assert_null(r);
}

/* What a pipe gave to who looked at it first. */
Test(zip_read, goes_on_behind_what_was_read_already)
{
	static const enum zip_kind kinds[] = {ZIP_NONE, ZIP_GZIP, ZIP_ZSTD};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		AUTO(buf_release) struct buf packed = {0}, back = {0};
		AUTO(zip_reader_free) struct zip_reader *r = NULL;
		struct str text = STR("something to be packed and read");
		struct err e;

		zipped_compress(kinds[i], 1, 10, text, &packed);
		int fd = zipped_file(str_from(buf_str(&packed), 7));

		cr_assert_eq(zip_reader_resume(str_upto(buf_str(&packed), 7), fd, &r, &e), 0);
		cr_assert_eq(zip_reader_kind(r), kinds[i]);
		for (ssize_t n = 1; n > 0;) {
			n = zip_read(r, buf_room(&back, 5), 5, &e);
			cr_assert_geq(n, 0, "%s", e.text);
			buf_grew(&back, (size_t)n);
		}
		cr_assert(str_eq(buf_str(&back), text));
		cr_assert_eq(zip_reader_taken(r), packed.n);
		close(fd);
	}
}
