/* tar_read - what writers write is read; what readers read differently is refused. */
#include "codec/tar.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "codec/digest.h"

static int collect(void *context, const void *bytes, size_t n, struct err *e)
{
	(void)e;
	buf_add(context, bytes, n);
	return 0;
}

static int file_of(struct str data)
{
	int fd = memfd_create("tar", MFD_CLOEXEC);

	cr_assert_eq(write(fd, data.p, data.n), (ssize_t)data.n);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static const struct tar_rules plain = {.bytes_max = 64 << 20, .entries_max = 1000};

/* The tree as text: a line an entry, data behind a colon. */
static int list_fd(int fd, const struct tar_rules *rules, struct buf *out, struct err *e)
{
	AUTO(tar_reader_free) struct tar_reader *r = NULL;
	const struct tar_entry *t = NULL;
	struct str piece = {0};
	int more = tar_reader_new(fd, rules, &r, e);

	while (more == 0 && (more = tar_next(r, &t, e)) == 1) {
		buf_fmt(out, "%d %.*s %o %u %u %lld", t->type, STR_FMT(t->path), t->mode, t->uid,
			t->gid, (long long)t->mtime_s);
		if (t->link.n)
			buf_fmt(out, " -> %.*s", STR_FMT(t->link));
		for (size_t i = 0; i < t->xattrs->n; i++)
			buf_fmt(out, " %s=%zu", t->xattrs->p[i].key.p, t->xattrs->p[i].value.n);
		if (t->type == TAR_CHAR || t->type == TAR_BLOCK)
			buf_fmt(out, " %u,%u", t->dev_major, t->dev_minor);
		buf_fmt(out, ":");
		while ((more = tar_data(r, &piece, e)) == 1)
			buf_str_add(out, piece);
		buf_char(out, '\n');
	}
	return more;
}

static int list(struct str tar, const struct tar_rules *rules, struct buf *out, struct err *e)
{
	int fd = file_of(tar);
	int result = list_fd(fd, rules, out, e);

	close(fd);
	return result;
}

/* A header by hand: fields as given, the checksum right. */
static void raw(struct buf *b, char type, const char *name, const char *size, const char *link)
{
	unsigned char block[512] = {0};
	unsigned sum = 0;

	snprintf((char *)block, 100, "%s", name);
	memcpy(block + 100, "0000644", 8);
	memcpy(block + 108, "0000001", 8);
	memcpy(block + 116, "0000002", 8);
	snprintf((char *)block + 124, 12, "%s", size);
	memcpy(block + 136, "00000000003", 12);
	block[156] = (unsigned char)type;
	snprintf((char *)block + 157, 100, "%s", link);
	memcpy(block + 257, "ustar\00000", 8);
	memset(block + 148, ' ', 8);
	for (size_t i = 0; i < sizeof block; i++)
		sum += block[i];
	snprintf((char *)block + 148, 8, "%06o", sum);
	buf_add(b, block, sizeof block);
}

static void resum(char *block)
{
	unsigned sum = 0;

	memset(block + 148, ' ', 8);
	for (size_t i = 0; i < 512; i++)
		sum += (unsigned char)block[i];
	snprintf(block + 148, 8, "%06o", sum);
}

static void body(struct buf *b, struct str data)
{
	buf_str_add(b, data);
	while (b->n % 512)
		buf_char(b, '\0');
}

static void extension(struct buf *b, char type, struct str data)
{
	char size[12];

	snprintf(size, sizeof size, "%011zo", data.n);
	raw(b, type, "ext", size, "");
	body(b, data);
}

static void end(struct buf *b)
{
	static const char zeros[1024];

	buf_add(b, zeros, sizeof zeros);
}

static void expect(const struct buf *tar, const char *want)
{
	AUTO(buf_release) struct buf out = {0};
	struct err e;

	cr_assert_eq(list(buf_str(tar), &plain, &out, &e), 0, "%s", e.text);
	cr_assert_str_eq(buf_cstr(&out), want);
}

static void expect_refused(const struct buf *tar, enum err_kind kind, const char *text)
{
	AUTO(buf_release) struct buf out = {0};
	struct err e = {0};

	cr_assert_eq(list(buf_str(tar), &plain, &out, &e), -1, "read as %s", buf_cstr(&out));
	cr_assert(strstr(e.text, text), "%s instead of %s", e.text, text);
	cr_assert_eq(e.kind, kind);
}

Test(tar_read, reads_what_we_write)
{
	AUTO(buf_release) struct buf tar = {0}, path = {0}, want = {0};
	AUTO(map_release) struct map xattrs = {0};
	struct zip_sink sink = {collect, &tar};
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
	expect(&tar, buf_cstr(&want));
}

Test(tar_read, names_are_made_clean)
{
	static const char *const names[][2] = {{"./a", "a"}, {"a/", "a"}, {"a//b/./c", "a/b/c"},
		{"././a", "a"}, {"a..b/..c", "a..b/..c"}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		AUTO(buf_release) struct buf tar = {0};
		char want[100];

		raw(&tar, '0', names[i][0], "00000000000", "");
		end(&tar);
		snprintf(want, sizeof want, "0 %s 644 1 2 3:\n", names[i][1]);
		expect(&tar, want);
	}
}

Test(tar_read, names_that_leave_are_refused_or_clamped)
{
	static const char *const names[][2] = {{"../x", "x"}, {"a/../../x", "x"}, {"/abs", "abs"},
		{"./../x", "x"}, {"a/b/../c", "a/c"}, {"//x", "x"}};
	struct tar_rules clamp = plain;

	clamp.clamp_names = true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		AUTO(buf_release) struct buf tar = {0}, out = {0};
		char want[100];
		struct err e;

		raw(&tar, '1', "ok", "00000000000", names[i][0]);
		raw(&tar, '0', names[i][0], "00000000000", "");
		end(&tar);
		expect_refused(&tar, ERR_INVALID, "in a tar");
		cr_assert_eq(list(buf_str(&tar), &clamp, &out, &e), 0, "%s", e.text);
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

		raw(&tar, '5', names[i], "00000000000", "");
		end(&tar);
		expect(&tar, "1  644 1 2 3:\n");
		raw(&link, '2', names[i], "00000000000", "/");
		end(&link);
		expect_refused(&link, ERR_INVALID, "root");
	}
}

static void with_pax(struct buf *tar, const char *records)
{
	extension(tar, 'x', str_of(records));
	raw(tar, '0', "f", "00000000000", "");
	end(tar);
}

Test(tar_read, pax_overrides_and_unknown_records_do_not_matter)
{
	AUTO(buf_release) struct buf tar = {0};

	with_pax(&tar, "13 path=new/\n13 mtime=9.5\n7 uid=\n9 gid=77\n17 comment=a=b=c\n"
		       "24 LIBARCHIVE.xattr.x=y\n21 SCHILY.xattr.u.e=\n");
	expect(&tar, "0 new 644 1 77 9 u.e=0:\n");
}

Test(tar_read, hostile_pax_is_refused)
{
	static const struct {
		const char *records, *text;
		enum err_kind kind;
	} bad[] = {
		{"8 path=", "record length", ERR_INVALID},
		{"99 path=x\n", "record length", ERR_INVALID},
		{"3 path=x\n", "record length", ERR_INVALID},
		{"0 path=x\n", "record length", ERR_INVALID},
		{"-1 path=x\n", "record length", ERR_INVALID},
		{"10path=abc\n", "record length", ERR_INVALID},
		{"9 pathxx\n\n", "record", ERR_INVALID},
		{"9 =value\n", "record", ERR_INVALID},
		{"9 size=3\n", "two sizes", ERR_INVALID},
		{"11 size=-1\n", "size", ERR_INVALID},
		{"28 size=9223372036854775808\n", "size", ERR_INVALID},
		{"9 uid=-1\n", "uid", ERR_INVALID},
		{"18 uid=4294967295\n", "owned by", ERR_INVALID},
		{"9 gid=xy\n", "gid", ERR_INVALID},
		{"13 mtime=nan\n", "mtime", ERR_INVALID},
		{"29 mtime=9223372036854775807\n", "mtime", ERR_INVALID},
		{"15 mtime=1.2.3\n", "mtime", ERR_INVALID},
		{"19 path=../../evil\n", "`..`", ERR_INVALID},
		{"22 GNU.sparse.major=1\n", "sparse", ERR_UNSUPPORTED},
		{"19 SCHILY.xattr.=x\n", "", ERR_INVALID},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		AUTO(buf_release) struct buf tar = {0};

		with_pax(&tar, bad[i].records);
		expect_refused(&tar, bad[i].kind, bad[i].text);
	}
}

Test(tar_read, a_nul_in_a_pax_name_is_refused)
{
	AUTO(buf_release) struct buf tar = {0};

	extension(&tar, 'x', (struct str){"12 path=a\0b\n", 12});
	raw(&tar, '0', "f", "00000000000", "");
	expect_refused(&tar, ERR_INVALID, "path");
}

Test(tar_read, gnu_long_names_are_read)
{
	AUTO(buf_release) struct buf tar = {0};

	extension(&tar, 'L', (struct str){"long/name\0", 10});
	extension(&tar, 'K', (struct str){"long/target\0", 12});
	raw(&tar, '2', "short", "00000000000", "cut");
	raw(&tar, '0', "next", "00000000000", "");
	end(&tar);
	expect(&tar, "2 long/name 644 1 2 3 -> long/target:\n0 next 644 1 2 3:\n");
}

Test(tar_read, headers_given_twice_or_for_nothing_are_refused)
{
	AUTO(buf_release) struct buf twice = {0}, nothing = {0}, names = {0}, global = {0};

	extension(&twice, 'x', STR("9 path=a\n"));
	extension(&twice, 'x', STR("9 path=a\n"));
	expect_refused(&twice, ERR_INVALID, "twice");
	extension(&nothing, 'x', STR("9 path=a\n"));
	end(&nothing);
	expect_refused(&nothing, ERR_INVALID, "cut short");
	extension(&names, 'x', STR("9 path=a\n"));
	extension(&names, 'L', STR("b"));
	raw(&names, '0', "c", "00000000000", "");
	expect_refused(&names, ERR_INVALID, "two names");
	extension(&global, 'g', STR("9 path=a\n"));
	expect_refused(&global, ERR_INVALID, "global");
}

Test(tar_read, gits_global_comment_is_harmless)
{
	AUTO(buf_release) struct buf tar = {0};

	extension(&tar, 'g', STR("13 comment=x\n"));
	raw(&tar, '0', "f", "00000000000", "");
	end(&tar);
	expect(&tar, "0 f 644 1 2 3:\n");
}

Test(tar_read, sizes_are_checked)
{
	AUTO(buf_release) struct buf link = {0}, dir = {0}, octal = {0}, negative = {0}, huge = {0};

	raw(&link, '1', "a", "00000000001", "b");
	expect_refused(&link, ERR_INVALID, "no file");
	raw(&dir, '5', "a", "00000000001", "");
	expect_refused(&dir, ERR_INVALID, "no file");
	raw(&octal, '0', "a", "0000000009x", "");
	expect_refused(&octal, ERR_INVALID, "size");
	raw(&negative, '0', "a", "", "");
	memset(negative.p + 124, 0xff, 12);
	resum(negative.p);
	expect_refused(&negative, ERR_INVALID, "size");
	raw(&huge, '0', "a", "", "");
	memset(huge.p + 124, 0x80, 12);
	resum(huge.p);
	expect_refused(&huge, ERR_INVALID, "size");
}

Test(tar_read, base256_numbers_are_read)
{
	AUTO(buf_release) struct buf tar = {0};

	raw(&tar, '0', "a", "00000000000", "");
	memcpy(tar.p + 108, "\x80\0\0\0\0\x3d\x09\0", 8);
	memcpy(tar.p + 136, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe", 12);
	resum(tar.p);
	end(&tar);
	expect(&tar, "0 a 644 4000000 2 -2:\n");
}

Test(tar_read, unknown_types_are_refused)
{
	for (int type = 1; type < 256; type++) {
		AUTO(buf_release) struct buf tar = {0}, out = {0};
		struct err e;

		if (strchr("0123456xgLK", type))
			continue;
		raw(&tar, (char)type, "a", "00000000000", "");
		cr_assert_eq(list(buf_str(&tar), &plain, &out, &e), -1, "%d", type);
		cr_assert_eq(e.kind, type == 'S' ? ERR_UNSUPPORTED : ERR_INVALID);
	}
}

Test(tar_read, old_directories_end_in_a_slash)
{
	AUTO(buf_release) struct buf tar = {0};

	raw(&tar, '\0', "d/", "00000000000", "");
	raw(&tar, '\0', "f", "00000000000", "");
	end(&tar);
	expect(&tar, "1 d 644 1 2 3:\n0 f 644 1 2 3:\n");
}

Test(tar_read, every_truncation_is_told)
{
	AUTO(buf_release) struct buf tar = {0};

	extension(&tar, 'x', STR("9 path=a\n"));
	raw(&tar, '0', "f", "00000000005", "");
	body(&tar, STR("hello"));
	for (size_t n = 1; n < tar.n; n++) {
		AUTO(buf_release) struct buf out = {0};
		struct err e;

		cr_assert_eq(list(str_upto(buf_str(&tar), n), &plain, &out, &e), -1, "%zu", n);
		cr_assert_eq(e.kind, ERR_INVALID);
	}
	expect(&tar, "0 a 644 1 2 3:hello\n");
}

Test(tar_read, the_end_is_the_end)
{
	AUTO(buf_release) struct buf none = {0}, tar = {0}, hidden = {0};

	expect(&none, "");
	end(&tar);
	end(&tar);
	expect(&tar, "");
	end(&hidden);
	raw(&hidden, '0', "f", "00000000000", "");
	expect_refused(&hidden, ERR_INVALID, "follows the end");
}

Test(tar_read, no_tar_is_told)
{
	AUTO(buf_release) struct buf text = {0};

	for (int i = 0; i < 100; i++)
		buf_cstr_add(&text, "this is not a tar at all");
	expect_refused(&text, ERR_INVALID, "checksum");
}

static void expect_limit(const struct buf *tar, const struct tar_rules *rules)
{
	AUTO(buf_release) struct buf out = {0};
	struct err e;

	cr_assert_eq(list(buf_str(tar), rules, &out, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT, "%s", e.text);
}

Test(tar_read, budgets_hold)
{
	AUTO(buf_release) struct buf tar = {0}, longname = {0}, part = {0}, xattrs = {0};
	AUTO(buf_release) struct buf component = {0}, records = {0};
	struct tar_rules rules = plain;

	for (int i = 0; i < 20; i++)
		raw(&tar, '0', "f", "00000000000", "");
	rules.entries_max = 19;
	expect_limit(&tar, &rules);
	rules.entries_max = 20;
	rules.bytes_max = 20 * 512 - 1;
	expect_limit(&tar, &rules);
	raw(&longname, 'L', "ext", "10000000000", "");
	expect_limit(&longname, &plain);
	for (int i = 0; i < 256; i++)
		buf_char(&component, 'n');
	extension(&part, 'L', buf_str(&component));
	raw(&part, '0', "f", "00000000000", "");
	expect_limit(&part, &plain);
	for (int i = 0; i < 1001; i++)
		buf_fmt(&records, "28 SCHILY.xattr.user.%04d=x\n", i);
	extension(&xattrs, 'x', buf_str(&records));
	raw(&xattrs, '0', "f", "00000000000", "");
	expect_limit(&xattrs, &plain);
}

Test(tar_read, the_tap_sees_every_byte)
{
	AUTO(buf_release) struct buf tar = {0}, packed = {0}, seen = {0}, out = {0};
	struct zip_sink pack = {collect, &packed}, tap = {collect, &seen};
	struct tar_rules rules = plain;
	struct zip_writer *w = NULL;
	struct err e;

	raw(&tar, '0', "f", "00000002000", "");
	for (int i = 0; i < 1024; i++)
		buf_char(&tar, 'x');
	end(&tar);
	end(&tar);
	cr_assert_eq(zip_writer_new(ZIP_GZIP, 1, &pack, &w, &e), 0);
	cr_assert_eq(zip_write(w, tar.p, tar.n, &e), 0);
	cr_assert_eq(zip_writer_end(w, &e), 0);
	zip_writer_free(&w);
	rules.tap = &tap;
	cr_assert_eq(list(buf_str(&packed), &rules, &out, &e), 0);
	cr_assert(str_eq(buf_str(&seen), buf_str(&tar)));
	/* The checksum behind the last entry is verified too. */
	packed.p[packed.n - 5] ^= 1;
	cr_assert_eq(list(buf_str(&packed), &plain, &out, &e), -1);
}

Test(tar_read, data_may_be_left_unread)
{
	AUTO(buf_release) struct buf tar = {0};
	AUTO(tar_reader_free) struct tar_reader *r = NULL;
	const struct tar_entry *t = NULL;
	struct err e;

	raw(&tar, '0', "a", "00000000005", "");
	body(&tar, STR("hello"));
	raw(&tar, '0', "b", "00000000000", "");
	end(&tar);
	int fd = file_of(buf_str(&tar));

	cr_assert_eq(tar_reader_new(fd, &plain, &r, &e), 0);
	cr_assert_eq(tar_next(r, &t, &e), 1);
	cr_assert_eq(tar_next(r, &t, &e), 1);
	cr_assert(str_eq(t->path, STR("b")));
	cr_assert_eq(tar_next(r, &t, &e), 0);
	cr_assert_eq(tar_next(r, &t, &e), 0, "the end stays the end");
	close(fd);
}

/* Made by others, compressed by others. */
static int made_by(const char *command)
{
	char line[300];
	int fd = memfd_create("made", 0);

	snprintf(line, sizeof line, "{ %s; } >&%d 2>/dev/null", command, fd);
	if (system(line) != 0) {
		close(fd);
		return -1;
	}
	lseek(fd, 0, SEEK_SET);
	return fd;
}

Test(tar_read, reads_gnu_tar_in_every_compression)
{
	static const char *const commands[] = {"cat", "gzip", "zstd", "bzip2", "xz"};
	struct tar_rules rules = plain;
	int tried = 0;

	rules.more_filters = true;
	for (size_t i = 0; i < 5; i++) {
		AUTO(buf_release) struct buf out = {0};
		char command[200];
		struct err e;

		snprintf(command, sizeof command,
			"bash -o pipefail -c 'tar --format=gnu --numeric-owner -C / -ch etc/passwd "
			"| %s'",
			commands[i]);
		int fd = made_by(command);

		if (fd < 0)
			continue;
		cr_assert_eq(tar_probe(fd, &e), 1, "%s", commands[i]);
		cr_assert_eq(list_fd(fd, &rules, &out, &e), 0, "%s: %s", commands[i], e.text);
		cr_assert(strstr(buf_cstr(&out), "0 etc/passwd 644 0 0 "), "%s", buf_cstr(&out));
		cr_assert(strstr(buf_cstr(&out), ":root:") || strstr(buf_cstr(&out), "root:"));
		close(fd);
		tried++;
	}
	if (!tried)
		cr_skip_test("skipped: no tar here");
}

Test(tar_read, more_filters_only_where_allowed)
{
	AUTO(buf_release) struct buf out = {0};
	int fd = made_by("bash -o pipefail -c 'tar -C / -ch etc/passwd | xz'");
	struct err e;

	if (fd < 0)
		cr_skip_test("skipped: no tar or xz here");
	cr_assert_eq(list_fd(fd, &plain, &out, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	close(fd);
}

Test(tar_read, probing_tells_tars_from_files)
{
	AUTO(buf_release) struct buf tar = {0}, text = {0}, empty = {0}, gzip = {0}, sparse = {0};
	struct err e;

	raw(&tar, '0', "../a", "00000000000", "");
	for (int i = 0; i < 600; i++)
		buf_char(&text, 't');
	end(&empty);
	buf_add(&gzip, "\x1f\x8b\x08 broken", 10);
	raw(&sparse, 'S', "a", "00000000000", "");
	const struct {
		const struct buf *data;
		int want;
	} cases[] = {{&tar, 1}, {&text, 0}, {&empty, 0}, {&gzip, 0}, {&sparse, 1}};

	for (size_t i = 0; i < 5; i++) {
		int fd = file_of(buf_str(cases[i].data));

		cr_assert_eq(tar_probe(fd, &e), cases[i].want, "%zu: %s", i, e.text);
		cr_assert_eq(lseek(fd, 0, SEEK_CUR), 0);
		close(fd);
	}
	cr_assert_eq(tar_probe(-1, &e), -1);
	cr_assert_eq(e.kind, ERR_SYS);
}
