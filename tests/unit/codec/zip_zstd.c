/* zip_zstd - one frame, the same bytes for any number of threads. */
#include <criterion/criterion.h>

#include "codec/zipped.h"

static const size_t sizes[] = {0, 1, 100, MIB - 1, MIB, MIB + 1, 9 * MIB + 12345};

Test(zip_zstd, zstd_is_the_same_for_any_threads_and_pieces)
{
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		zipped_expect_round(ZIP_ZSTD, sizes[i]);
}

Test(zip_zstd, a_frame_ends_with_a_checksum)
{
	AUTO(buf_release) struct buf packed = {0};

	zipped_compress(ZIP_ZSTD, 1, 10, STR("data"), &packed);
	cr_assert_eq(packed.p[4] & 4, 4, "the frame header's checksum flag");
}
