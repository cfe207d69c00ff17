/* tar_block - sums, prefixes and numbers. */
#include "codec/tar_block.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "codec/tarred.h"

Test(tar_block, both_checksums_are_taken)
{
	AUTO(buf_release) struct buf tar = {0};
	struct tar_block block;
	struct err e;
	int sum = 0;

	tarred_header(&tar, '0', "\xc3\xa9", "00000000000", "");
	cr_assert_eq(tar_block_parse((unsigned char *)tar.p, &block, &e), 0, "%s", e.text);
	memset(tar.p + 148, ' ', 8);
	for (int i = 0; i < 512; i++)
		sum += (signed char)tar.p[i];
	snprintf(tar.p + 148, 8, "%06o", sum);
	cr_assert_eq(tar_block_parse((unsigned char *)tar.p, &block, &e), 0, "%s", e.text);
	tar.p[148] ^= 1;
	cr_assert_eq(tar_block_parse((unsigned char *)tar.p, &block, &e), -1);
	cr_assert(strstr(e.text, "checksum"));
}

Test(tar_block, the_prefix_is_posix_only)
{
	AUTO(buf_release) struct buf tar = {0};
	struct tar_block block;
	struct err e;

	tarred_header(&tar, '0', "name", "00000000000", "");
	memcpy(tar.p + 345, "prefix", 6);
	tarred_sum(tar.p);
	cr_assert_eq(tar_block_parse((unsigned char *)tar.p, &block, &e), 0);
	cr_assert(str_eq(block.prefix, STR("prefix")));
	memcpy(tar.p + 257, "ustar  ", 8);
	tarred_sum(tar.p);
	cr_assert_eq(tar_block_parse((unsigned char *)tar.p, &block, &e), 0);
	cr_assert_eq(block.prefix.n, 0);
}

Test(tar_block, base256_numbers_are_read)
{
	AUTO(buf_release) struct buf tar = {0};

	tarred_header(&tar, '0', "a", "00000000000", "");
	memcpy(tar.p + 108, "\x80\0\0\0\0\x3d\x09\0", 8);
	memcpy(tar.p + 136, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe", 12);
	tarred_sum(tar.p);
	tarred_end(&tar);
	tarred_expect(&tar, "0 a 644 4000000 2 -2:\n");
}
