/* zip - one writer for every kind. */
#include "codec/zip.h"

#include <criterion/criterion.h>
#include <string.h>

#include "codec/zipped.h"

static const size_t sizes[] = {0, 1, 100, MIB - 1, MIB, MIB + 1, 9 * MIB + 12345};

Test(zip, none_passes_through)
{
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		zipped_expect_round(ZIP_NONE, sizes[i]);
}

Test(zip, encodings_are_named)
{
	cr_assert_str_eq(zip_encoding(ZIP_NONE), "none");
	cr_assert_eq(strncmp(zip_encoding(ZIP_GZIP), "gzip:isal-", 10), 0);
	cr_assert_eq(strncmp(zip_encoding(ZIP_ZSTD), "zstd:", 5), 0);
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

	zipped_sample(&data, 12 * MIB);
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
