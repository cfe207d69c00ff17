/* zip_gzip - one member, the same bytes for any number of threads. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "codec/digest.h"
#include "codec/zipped.h"

static const size_t sizes[] = {0, 1, 100, MIB - 1, MIB, MIB + 1, 9 * MIB + 12345};

Test(zip_gzip, gzip_is_the_same_for_any_threads_and_pieces)
{
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		zipped_expect_round(ZIP_GZIP, sizes[i]);
}

Test(zip_gzip, gzip_bytes_belong_to_the_encoding_name)
{
	AUTO(buf_release) struct buf data = {0}, packed = {0};

	if (strcmp(zip_encoding(ZIP_GZIP), "gzip:isal-2.30.0/2/1M") != 0)
		cr_skip_test("skipped: the known digest is that of ISA-L 2.30.0 with SSE 4.2");
	zipped_sample(&data, 3 * MIB + 7);
	zipped_compress(ZIP_GZIP, 2, 4096, buf_str(&data), &packed);
	cr_assert_eq(memcmp(packed.p, "\x1f\x8b\x08\0\0\0\0\0\0\xff", 10), 0);
	struct digest d = digest_of(packed.p, packed.n);

	cr_assert_str_eq(digest_hex(&d).text,
		"cdcb51bd12fd75cb875925219d9ad9f3d62bd2a10583282dd4c5122a73e903d4");
}

/* Somebody else's reader: gzip(1) checks structure, CRC and length. */
Test(zip_gzip, gzip_accepts_it)
{
	AUTO(buf_release) struct buf data = {0}, packed = {0};
	char command[100];

	if (access("/usr/bin/gzip", X_OK) < 0 && access("/bin/gzip", X_OK) < 0)
		cr_skip_test("skipped: no gzip here");
	zipped_sample(&data, 4 * MIB + 3);
	zipped_compress(ZIP_GZIP, 2, 50000, buf_str(&data), &packed);
	int fd = zipped_file(buf_str(&packed));

	snprintf(command, sizeof command, "gzip -t <&%d", fd);
	fcntl(fd, F_SETFD, 0);
	cr_assert_eq(system(command), 0);
	close(fd);
}
