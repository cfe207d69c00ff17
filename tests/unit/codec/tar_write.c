/* tar_write - exact bytes, and what others make of them. */
#include "codec/tar.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "codec/digest.h"

static int collect(void *context, const void *bytes, size_t n, struct err *e)
{
	(void)e;
	buf_add(context, bytes, n);
	return 0;
}

static void header(const struct tar_entry *entry, struct buf *out)
{
	struct err e;

	buf_clear(out);
	cr_assert_eq(tar_header(entry, out, &e), 0, "%s", e.text);
	cr_assert_eq(out->n % TAR_BLOCK_BYTES, 0);
}

Test(tar_write, an_empty_tar_is_the_known_empty_layer)
{
	AUTO(buf_release) struct buf out = {0};
	struct zip_sink sink = {collect, &out};
	struct tar_writer w;
	struct err e;

	tar_writer_init(&w, &sink);
	cr_assert_eq(tar_write_end(&w, &e), 0);
	struct digest d = digest_of(out.p, out.n);

	cr_assert_str_eq(digest_text(&d).text,
		"sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef");
	tar_writer_release(&w);
}

Test(tar_write, plain_values_need_one_block)
{
	AUTO(buf_release) struct buf out = {0};
	const struct tar_entry entry = {.path = STR("etc/passwd"),
		.mode = 0644,
		.uid = 07777777,
		.gid = 12,
		.mtime_s = 077777777777,
		.size_bytes = 077777777777};

	header(&entry, &out);
	cr_assert_eq(out.n, 512);
	cr_assert_str_eq(out.p, "etc/passwd");
	cr_assert_str_eq(out.p + 100, "0000644");
	cr_assert_str_eq(out.p + 108, "7777777");
	cr_assert_str_eq(out.p + 116, "0000014");
	cr_assert_str_eq(out.p + 124, "77777777777");
	cr_assert_str_eq(out.p + 136, "77777777777");
	cr_assert_eq(out.p[156], '0');
	cr_assert_eq(memcmp(out.p + 257, "ustar\00000", 8), 0);
	cr_assert_str_eq(out.p + 265, "", "no user name");
	cr_assert_str_eq(out.p + 297, "", "no group name");
	cr_assert_str_eq(out.p + 329, "0000000");
}

Test(tar_write, directories_end_in_a_slash)
{
	AUTO(buf_release) struct buf out = {0};

	header(&(struct tar_entry){.path = STR("a/b"), .type = TAR_DIR, .mode = 0755}, &out);
	cr_assert_str_eq(out.p, "a/b/");
	header(&(struct tar_entry){.path = STR(""), .type = TAR_DIR, .mode = 0755}, &out);
	cr_assert_str_eq(out.p, "./");
}

static void repeat(struct buf *b, const char *s, int n)
{
	while (n-- > 0)
		buf_cstr_add(b, s);
}

Test(tar_write, long_paths_split_or_need_pax)
{
	AUTO(buf_release) struct buf out = {0}, path = {0};

	repeat(&path, "d", 150);
	buf_char(&path, '/');
	repeat(&path, "n", 100);
	header(&(struct tar_entry){.path = buf_str(&path)}, &out);
	cr_assert_eq(out.n, 512, "prefix and name hold it");
	cr_assert_eq(strlen(out.p + 345), 150);
	buf_char(&path, 'n');
	header(&(struct tar_entry){.path = buf_str(&path)}, &out);
	cr_assert_eq(out.n, 3 * 512);
	cr_assert_str_eq(out.p, "././@PaxHeader");
	cr_assert_eq(out.p[156], 'x');
	cr_assert_eq(strncmp(out.p + 512, "262 path=ddd", 12), 0, "%.12s", out.p + 512);
	buf_clear(&path);
	repeat(&path, "d", 100);
	header(&(struct tar_entry){.path = buf_str(&path)}, &out);
	cr_assert_eq(out.n, 512, "exactly the field, without a NUL");
	header(&(struct tar_entry){.path = buf_str(&path), .type = TAR_DIR}, &out);
	cr_assert_eq(out.n, 3 * 512, "the slash does not fit and cannot be split off");
}

Test(tar_write, records_hold_what_fields_cannot)
{
	AUTO(buf_release) struct buf out = {0};
	AUTO(map_release) struct map xattrs = {0};

	map_set(&xattrs, STR("user.b"), STR("2"));
	map_set(&xattrs, STR("security.capability"), (struct str){"\1\0\0\2", 4});
	header(&(struct tar_entry){.path = STR("\xc3\xa9"),
		       .type = TAR_FILE,
		       .uid = 010000000,
		       .gid = UINT32_MAX - 1,
		       .mtime_s = -5,
		       .size_bytes = 0100000000000,
		       .xattrs = &xattrs},
		&out);
	static const char want[] = "36 SCHILY.xattr.security.capability=\1\0\0\2\n"
				   "25 SCHILY.xattr.user.b=2\n"
				   "18 gid=4294967294\n"
				   "12 mtime=-5\n"
				   "11 path=\xc3\xa9\n"
				   "19 size=8589934592\n"
				   "15 uid=2097152\n";

	cr_assert_eq(out.n, 3 * 512);
	cr_assert_eq(memcmp(out.p + 512 + 41, want + 41, sizeof want - 1 - 41), 0, "%s",
		out.p + 512 + 41);
	cr_assert_str_eq(out.p + 1024 + 124, "00000000000");
	cr_assert_str_eq(out.p + 1024, "__", "a stand-in in ASCII");
}

Test(tar_write, record_lengths_count_themselves)
{
	AUTO(buf_release) struct buf out = {0}, link = {0};

	/* "linkpath=" and the newline are 10, the digits and a blank 3 or 4. */
	for (size_t n = 80; n < 1100; n++) {
		repeat(&link, "l", (int)(n - link.n));
		header(
			&(struct tar_entry){
				.path = STR("a"), .type = TAR_SYMLINK, .link = buf_str(&link)},
			&out);
		if (n <= 100) {
			cr_assert_eq(out.n, 512);
			continue;
		}
		size_t length = strtoul(out.p + 512, NULL, 10);

		cr_assert_eq(out.p[512 + length - 1], '\n', "%zu", n);
		cr_assert(length % 512 == 0 || out.p[512 + length] == '\0');
	}
}

Test(tar_write, the_locale_changes_nothing)
{
	AUTO(buf_release) struct buf one = {0}, two = {0};
	const struct tar_entry entry = {.path = STR("\xff\xfe"), .mtime_s = 1};

	header(&entry, &one);
	setlocale(LC_ALL, "C.UTF-8");
	header(&entry, &two);
	cr_assert(str_eq(buf_str(&one), buf_str(&two)));
	cr_assert(memmem(one.p, one.n, "path=\xff\xfe\n", 8));
}

Test(tar_write, refuses_what_no_reader_should_see)
{
	AUTO(buf_release) struct buf out = {0}, longest = {0};
	struct err e;

	repeat(&longest, "x", TAR_PATH_BYTES);
	const struct tar_entry bad[] = {
		{.path = {"a\0b", 3}},
		{.path = STR("")},
		{.path = STR("a"), .type = TAR_SYMLINK},
		{.path = STR("a"), .link = STR("b")},
		{.path = STR("a"), .type = TAR_DIR, .size_bytes = 1},
		{.path = STR("a"), .size_bytes = UINT64_MAX},
		{.path = STR("a"), .type = TAR_CHAR, .dev_major = 010000000},
		{.path = buf_str(&longest)},
		{.path = STR("a"), .type = TAR_HARDLINK, .link = buf_str(&longest)},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cr_assert_eq(tar_header(&bad[i], &out, &e), -1, "%zu", i);
		cr_assert(e.kind == ERR_INVALID || e.kind == ERR_LIMIT);
	}
	cr_assert_eq(out.n, 0);
}

static void write_all(struct buf *out)
{
	AUTO(map_release) struct map xattrs = {0};
	struct zip_sink sink = {collect, out};
	struct tar_writer w;
	struct err e;
	const struct tar_entry entries[] = {
		{.path = STR(""), .type = TAR_DIR, .mode = 0755, .mtime_s = 1},
		{.path = STR("d"), .type = TAR_DIR, .mode = 01777, .mtime_s = 1},
		{.path = STR("d/f"), .mode = 04755, .size_bytes = 700, .xattrs = &xattrs},
		{.path = STR("d/g"), .type = TAR_HARDLINK, .link = STR("d/f")},
		{.path = STR("d/\xc3\xa9"), .type = TAR_SYMLINK, .mode = 0777, .link = STR("../x")},
		{.path = STR("null"), .type = TAR_CHAR, .dev_major = 1, .dev_minor = 3},
		{.path = STR("p"), .type = TAR_FIFO, .uid = 3000000},
	};

	map_set(&xattrs, STR("user.x"), STR("y"));
	tar_writer_init(&w, &sink);
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
		cr_assert_eq(tar_write(&w, &entries[i], &e), 0, "%s", e.text);
		for (uint64_t n = 0; n < entries[i].size_bytes; n += 100)
			cr_assert_eq(tar_write_data(&w,
					     "0123456789012345678901234567890123456789"
					     "012345678901234567890123456789012345678901"
					     "234567890123456789",
					     100, &e),
				0);
	}
	cr_assert_eq(tar_write_end(&w, &e), 0);
	tar_writer_release(&w);
}

/* Somebody else's reader. */
Test(tar_write, gnu_tar_reads_it)
{
	AUTO(buf_release) struct buf out = {0};
	char command[300], listing[2000] = "";
	int fd = memfd_create("tar", 0);

	if (system("tar --version | grep -q GNU") != 0)
		cr_skip_test("skipped: no GNU tar here");
	write_all(&out);
	cr_assert_eq(write(fd, out.p, out.n), (ssize_t)out.n);
	lseek(fd, 0, SEEK_SET);
	snprintf(command, sizeof command,
		"LC_ALL=C.UTF-8 TZ=UTC tar --numeric-owner --xattrs --xattrs-include='*' -tvv "
		"--quoting-style=literal <&%d 2>&1",
		fd);
	FILE *p = popen(command, "r");

	fread(listing, 1, sizeof listing - 1, p);
	cr_assert_eq(pclose(p), 0, "%s", listing);
	cr_assert(strstr(listing, "drwxrwxrwt"), "%s", listing);
	cr_assert(strstr(listing, "-rwsr-xr-x* 0/0"), "%s", listing);
	cr_assert(strstr(listing, "link to d/f"), "%s", listing);
	cr_assert(strstr(listing, "d/\xc3\xa9 -> ../x"), "%s", listing);
	cr_assert(strstr(listing, "1,3"), "%s", listing);
	cr_assert(strstr(listing, "3000000/0"), "%s", listing);
	close(fd);
}

static int refuse(void *context, const void *bytes, size_t n, struct err *e)
{
	(void)context, (void)bytes, (void)n;
	return err_set(e, ERR_SYS, "full");
}

Test(tar_write, the_sinks_error_is_the_writers)
{
	struct zip_sink sink = {refuse, NULL};
	struct tar_writer w;
	struct err e;

	tar_writer_init(&w, &sink);
	cr_assert_eq(tar_write(&w, &(struct tar_entry){.path = STR("a"), .size_bytes = 1}, &e), -1);
	cr_assert_eq(tar_write_data(&w, "x", 1, &e), -1);
	cr_assert_str_eq(e.text, "full");
	tar_writer_release(&w);
}
