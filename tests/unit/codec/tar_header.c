/* tar_header - numbers and names. */
#include "codec/tar_header.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "codec/tarred.h"

static const char *clean(const char *raw, bool clamp)
{
	static struct buf out;
	struct err e;

	return tar_name_clean(str_of(raw), clamp, &out, &e) < 0 ? NULL : buf_cstr(&out);
}

Test(tar_header, clamping_resolves_below_the_root)
{
	cr_assert_str_eq(clean("/a/../../b", true), "b");
	cr_assert_str_eq(clean("a/b/..", true), "a");
	cr_assert_str_eq(clean("..", true), "");
	cr_assert_null(clean("..", false));
	cr_assert_null(clean("", true));
}

Test(tar_header, both_checksums_are_taken)
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

Test(tar_header, the_prefix_is_posix_only)
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

Test(tar_header, names_are_made_clean)
{
	static const char *const names[][2] = {{"./a", "a"}, {"a/", "a"}, {"a//b/./c", "a/b/c"},
		{"././a", "a"}, {"a..b/..c", "a..b/..c"}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		AUTO(buf_release) struct buf tar = {0};
		char want[100];

		tarred_header(&tar, '0', names[i][0], "00000000000", "");
		tarred_end(&tar);
		snprintf(want, sizeof want, "0 %s 644 1 2 3:\n", names[i][1]);
		tarred_expect(&tar, want);
	}
}

Test(tar_header, base256_numbers_are_read)
{
	AUTO(buf_release) struct buf tar = {0};

	tarred_header(&tar, '0', "a", "00000000000", "");
	memcpy(tar.p + 108, "\x80\0\0\0\0\x3d\x09\0", 8);
	memcpy(tar.p + 136, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe", 12);
	tarred_sum(tar.p);
	tarred_end(&tar);
	tarred_expect(&tar, "0 a 644 4000000 2 -2:\n");
}
