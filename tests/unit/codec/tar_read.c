/* tar_read - what writers write is read; what readers read differently is refused. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "codec/tarred.h"

Test(tar_read, reads_what_we_write)
{
	AUTO(buf_release) struct buf tar = {0}, path = {0}, want = {0};
	AUTO(map_release) struct map xattrs = {0};
	struct zip_sink sink = {tarred_collect, &tar};
	struct tar_writer w;
	struct err e;

	for (int i = 0; i < 15; i++)
		buf_cstr_add(&path, "a-long-part-of-a-path/");
	buf_cstr_add(&path, "\xff");
	map_set(&xattrs, STR("security.capability"), (struct str){"\0=\n\0", 4});
	const struct tar_entry entries[] = {
		{.path = STR(""), .type = TAR_DIR, .mode = 0755, .mtime_s = 1},
		{.path = buf_str(&path),
			.mode = 06755,
			.uid = 4000000,
			.gid = 4000000000,
			.mtime_s = -7,
			.size_bytes = 3,
			.xattrs = &xattrs},
		{.path = STR("h"), .type = TAR_HARDLINK, .link = buf_str(&path)},
		{.path = STR("s"), .type = TAR_SYMLINK, .mode = 0777, .link = STR("../../x")},
		{.path = STR("c"), .type = TAR_CHAR, .dev_major = 5, .dev_minor = 1000000},
		{.path = STR("p"), .type = TAR_FIFO},
	};

	tar_writer_init(&w, &sink);
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
		cr_assert_eq(tar_write(&w, &entries[i], &e), 0);
		cr_assert_eq(tar_write_data(&w, "abc", entries[i].size_bytes, &e), 0);
	}
	cr_assert_eq(tar_write_end(&w, &e), 0);
	tar_writer_release(&w);
	buf_fmt(&want, "1  755 0 0 1:\n0 %s 6755 4000000 4000000000 -7 security.capability=4:abc\n",
		buf_cstr(&path));
	buf_fmt(&want, "3 h 0 0 0 0 -> %s:\n", buf_cstr(&path));
	buf_cstr_add(&want, "2 s 777 0 0 0 -> ../../x:\n4 c 0 0 0 0 5,1000000:\n6 p 0 0 0 0:\n");
	tarred_expect(&tar, buf_cstr(&want));
}

Test(tar_read, names_that_leave_are_refused_or_clamped)
{
	static const char *const names[][2] = {{"../x", "x"}, {"a/../../x", "x"}, {"/abs", "abs"},
		{"./../x", "x"}, {"a/b/../c", "a/c"}, {"//x", "x"}};
	struct tar_rules clamp = tarred_rules;

	clamp.clamp_names = true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		AUTO(buf_release) struct buf tar = {0}, out = {0};
		char want[100];
		struct err e;

		tarred_header(&tar, '1', "ok", "00000000000", names[i][0]);
		tarred_header(&tar, '0', names[i][0], "00000000000", "");
		tarred_end(&tar);
		tarred_refused(&tar, ERR_INVALID, "in a tar");
		cr_assert_eq(tarred_list(buf_str(&tar), &clamp, &out, &e), 0, "%s", e.text);
		snprintf(want, sizeof want, "3 ok 644 1 2 3 -> %s:\n0 %s 644 1 2 3:\n", names[i][1],
			names[i][1]);
		cr_assert_str_eq(buf_cstr(&out), want);
	}
}

Test(tar_read, the_root_is_a_directory)
{
	static const char *const names[] = {".", "./", "./."};

	for (size_t i = 0; i < 3; i++) {
		AUTO(buf_release) struct buf tar = {0}, link = {0};

		tarred_header(&tar, '5', names[i], "00000000000", "");
		tarred_end(&tar);
		tarred_expect(&tar, "1  644 1 2 3:\n");
		tarred_header(&link, '2', names[i], "00000000000", "/");
		tarred_end(&link);
		tarred_refused(&link, ERR_INVALID, "root");
	}
}

Test(tar_read, gnu_long_names_are_read)
{
	AUTO(buf_release) struct buf tar = {0};

	tarred_extension(&tar, 'L', (struct str){"long/name\0", 10});
	tarred_extension(&tar, 'K', (struct str){"long/target\0", 12});
	tarred_header(&tar, '2', "short", "00000000000", "cut");
	tarred_header(&tar, '0', "next", "00000000000", "");
	tarred_end(&tar);
	tarred_expect(&tar, "2 long/name 644 1 2 3 -> long/target:\n0 next 644 1 2 3:\n");
}

Test(tar_read, headers_given_twice_or_for_nothing_are_refused)
{
	AUTO(buf_release) struct buf twice = {0}, nothing = {0}, names = {0}, global = {0};

	tarred_extension(&twice, 'x', STR("9 path=a\n"));
	tarred_extension(&twice, 'x', STR("9 path=a\n"));
	tarred_refused(&twice, ERR_INVALID, "twice");
	tarred_extension(&nothing, 'x', STR("9 path=a\n"));
	tarred_end(&nothing);
	tarred_refused(&nothing, ERR_INVALID, "cut short");
	tarred_extension(&names, 'x', STR("9 path=a\n"));
	tarred_extension(&names, 'L', STR("b"));
	tarred_header(&names, '0', "c", "00000000000", "");
	tarred_refused(&names, ERR_INVALID, "two names");
	tarred_extension(&global, 'g', STR("9 path=a\n"));
	tarred_refused(&global, ERR_INVALID, "global");
}

Test(tar_read, gits_global_comment_is_harmless)
{
	AUTO(buf_release) struct buf tar = {0};

	tarred_extension(&tar, 'g', STR("13 comment=x\n"));
	tarred_header(&tar, '0', "f", "00000000000", "");
	tarred_end(&tar);
	tarred_expect(&tar, "0 f 644 1 2 3:\n");
}

Test(tar_read, sizes_are_checked)
{
	AUTO(buf_release) struct buf link = {0}, dir = {0}, octal = {0}, negative = {0}, huge = {0};

	tarred_header(&link, '1', "a", "00000000001", "b");
	tarred_refused(&link, ERR_INVALID, "no file");
	tarred_header(&dir, '5', "a", "00000000001", "");
	tarred_refused(&dir, ERR_INVALID, "no file");
	tarred_header(&octal, '0', "a", "0000000009x", "");
	tarred_refused(&octal, ERR_INVALID, "size");
	tarred_header(&negative, '0', "a", "", "");
	memset(negative.p + 124, 0xff, 12);
	tarred_sum(negative.p);
	tarred_refused(&negative, ERR_INVALID, "size");
	tarred_header(&huge, '0', "a", "", "");
	memset(huge.p + 124, 0x80, 12);
	tarred_sum(huge.p);
	tarred_refused(&huge, ERR_INVALID, "size");
}

Test(tar_read, unknown_types_are_refused)
{
	for (int type = 1; type < 256; type++) {
		AUTO(buf_release) struct buf tar = {0}, out = {0};
		struct err e;

		if (strchr("0123456xgLK", type))
			continue;
		tarred_header(&tar, (char)type, "a", "00000000000", "");
		cr_assert_eq(tarred_list(buf_str(&tar), &tarred_rules, &out, &e), -1, "%d", type);
		cr_assert_eq(e.kind, type == 'S' ? ERR_UNSUPPORTED : ERR_INVALID);
	}
}

Test(tar_read, old_directories_end_in_a_slash)
{
	AUTO(buf_release) struct buf tar = {0};

	tarred_header(&tar, '\0', "d/", "00000000000", "");
	tarred_header(&tar, '\0', "f", "00000000000", "");
	tarred_end(&tar);
	tarred_expect(&tar, "1 d 644 1 2 3:\n0 f 644 1 2 3:\n");
}

Test(tar_read, every_truncation_is_told)
{
	AUTO(buf_release) struct buf tar = {0};

	tarred_extension(&tar, 'x', STR("9 path=a\n"));
	tarred_header(&tar, '0', "f", "00000000005", "");
	tarred_body(&tar, STR("hello"));
	for (size_t n = 1; n < tar.n; n++) {
		AUTO(buf_release) struct buf out = {0};
		struct err e;

		cr_assert_eq(tarred_list(str_upto(buf_str(&tar), n), &tarred_rules, &out, &e), -1,
			"%zu", n);
		cr_assert_eq(e.kind, ERR_INVALID);
	}
	tarred_expect(&tar, "0 a 644 1 2 3:hello\n");
}

Test(tar_read, the_end_is_the_end)
{
	AUTO(buf_release) struct buf none = {0}, tar = {0}, hidden = {0};

	tarred_expect(&none, "");
	tarred_end(&tar);
	tarred_end(&tar);
	tarred_expect(&tar, "");
	tarred_end(&hidden);
	tarred_header(&hidden, '0', "f", "00000000000", "");
	tarred_refused(&hidden, ERR_INVALID, "follows the end");
}

Test(tar_read, no_tar_is_told)
{
	AUTO(buf_release) struct buf text = {0};

	for (int i = 0; i < 100; i++)
		buf_cstr_add(&text, "this is not a tar at all");
	tarred_refused(&text, ERR_INVALID, "checksum");
}

static void expect_limit(const struct buf *tar, const struct tar_rules *rules)
{
	AUTO(buf_release) struct buf out = {0};
	struct err e;

	cr_assert_eq(tarred_list(buf_str(tar), rules, &out, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT, "%s", e.text);
}

Test(tar_read, budgets_hold)
{
	AUTO(buf_release) struct buf tar = {0}, longname = {0}, part = {0}, xattrs = {0};
	AUTO(buf_release) struct buf component = {0}, records = {0};
	struct tar_rules rules = tarred_rules;

	for (int i = 0; i < 20; i++)
		tarred_header(&tar, '0', "f", "00000000000", "");
	rules.entries_max = 19;
	expect_limit(&tar, &rules);
	rules.entries_max = 20;
	rules.bytes_max = 20 * 512 - 1;
	expect_limit(&tar, &rules);
	rules.ratio_max = 1; /* what was read for it counts too: it is not compressed */
	rules.bytes_max = 0;
	tarred_end(&tar);
	cr_assert_eq(tarred_list(buf_str(&tar), &rules, &part, &(struct err){0}), 0);
	buf_clear(&part);
	tarred_header(&longname, 'L', "ext", "10000000000", "");
	expect_limit(&longname, &tarred_rules);
	for (int i = 0; i < 256; i++)
		buf_char(&component, 'n');
	tarred_extension(&part, 'L', buf_str(&component));
	tarred_header(&part, '0', "f", "00000000000", "");
	expect_limit(&part, &tarred_rules);
	for (int i = 0; i < 1001; i++)
		buf_fmt(&records, "28 SCHILY.xattr.user.%04d=x\n", i);
	tarred_extension(&xattrs, 'x', buf_str(&records));
	tarred_header(&xattrs, '0', "f", "00000000000", "");
	expect_limit(&xattrs, &tarred_rules);
}

Test(tar_read, the_tap_sees_every_byte)
{
	AUTO(buf_release) struct buf tar = {0}, packed = {0}, seen = {0}, out = {0};
	struct zip_sink pack = {tarred_collect, &packed}, tap = {tarred_collect, &seen};
	struct tar_rules rules = tarred_rules;
	struct zip_writer *w = NULL;
	struct err e;

	tarred_header(&tar, '0', "f", "00000002000", "");
	for (int i = 0; i < 1024; i++)
		buf_char(&tar, 'x');
	tarred_end(&tar);
	tarred_end(&tar);
	cr_assert_eq(zip_writer_new(ZIP_GZIP, 1, &pack, &w, &e), 0);
	cr_assert_eq(zip_write(w, tar.p, tar.n, &e), 0);
	cr_assert_eq(zip_writer_end(w, &e), 0);
	zip_writer_free(&w);
	rules.tap = &tap;
	cr_assert_eq(tarred_list(buf_str(&packed), &rules, &out, &e), 0);
	cr_assert(str_eq(buf_str(&seen), buf_str(&tar)));
	/* The checksum behind the last entry is verified too. */
	packed.p[packed.n - 5] ^= 1;
	cr_assert_eq(tarred_list(buf_str(&packed), &tarred_rules, &out, &e), -1);
}

Test(tar_read, data_may_be_left_unread)
{
	AUTO(buf_release) struct buf tar = {0};
	AUTO(tar_reader_free) struct tar_reader *r = NULL;
	const struct tar_entry *t = NULL;
	struct err e;

	tarred_header(&tar, '0', "a", "00000000005", "");
	tarred_body(&tar, STR("hello"));
	tarred_header(&tar, '0', "b", "00000000000", "");
	tarred_end(&tar);
	int fd = tarred_file(buf_str(&tar));

	cr_assert_eq(tar_reader_new(fd, &tarred_rules, &r, &e), 0);
	cr_assert_eq(tar_next(r, &t, &e), 1);
	cr_assert_eq(tar_next(r, &t, &e), 1);
	cr_assert(str_eq(t->path, STR("b")));
	cr_assert_eq(tar_next(r, &t, &e), 0);
	cr_assert_eq(tar_next(r, &t, &e), 0, "the end stays the end");
	close(fd);
}

Test(tar_read, probing_tells_tars_from_files)
{
	AUTO(buf_release) struct buf tar = {0}, text = {0}, empty = {0}, gzip = {0}, sparse = {0};
	struct err e;

	tarred_header(&tar, '0', "../a", "00000000000", "");
	for (int i = 0; i < 600; i++)
		buf_char(&text, 't');
	tarred_end(&empty);
	buf_add(&gzip, "\x1f\x8b\x08 broken", 10);
	tarred_header(&sparse, 'S', "a", "00000000000", "");
	const struct {
		const struct buf *data;
		int want;
	} cases[] = {{&tar, 1}, {&text, 0}, {&empty, 0}, {&gzip, 0}, {&sparse, 1}};

	for (size_t i = 0; i < 5; i++) {
		int fd = tarred_file(buf_str(cases[i].data));

		cr_assert_eq(tar_probe(fd, &e), cases[i].want, "%zu: %s", i, e.text);
		cr_assert_eq(lseek(fd, 0, SEEK_CUR), 0);
		close(fd);
	}
	cr_assert_eq(tar_probe(-1, &e), -1);
	cr_assert_eq(e.kind, ERR_SYS);
}
