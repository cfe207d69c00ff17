/* extract - local archives, as BuildKit unpacks them. */
#include "exec/extract.h"

#include <archive.h>
#include <archive_entry.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copytest.h"

struct entry {
	const char *path;
	char type; /* f, d, l(ink), h(ard), p(ipe), c(haracter device) */
	const char *data;
	unsigned mode;
	long mtime;
	unsigned owner;
};

typedef int add_filter(struct archive *);

static void add_entry(struct archive *a, const struct entry *entry)
{
	struct archive_entry *ae = archive_entry_new();
	unsigned types[128] = {['f'] = AE_IFREG,
		['d'] = AE_IFDIR,
		['l'] = AE_IFLNK,
		['h'] = AE_IFREG,
		['p'] = AE_IFIFO,
		['c'] = AE_IFCHR};
	size_t n = entry->type == 'f' ? strlen(entry->data) : 0;

	archive_entry_set_pathname(ae, entry->path);
	archive_entry_set_filetype(ae, types[(int)entry->type]);
	archive_entry_set_perm(ae, entry->mode ? entry->mode : entry->type == 'd' ? 0755 : 0644);
	archive_entry_set_mtime(ae, entry->mtime, 0);
	archive_entry_set_uid(ae, entry->owner ? entry->owner : geteuid());
	archive_entry_set_gid(ae, entry->owner ? entry->owner : getegid());
	archive_entry_set_size(ae, (la_int64_t)n);
	if (entry->type == 'l')
		archive_entry_set_symlink(ae, entry->data);
	if (entry->type == 'h')
		archive_entry_set_hardlink(ae, entry->data);
	cr_assert_eq(archive_write_header(a, ae), ARCHIVE_OK, "%s", archive_error_string(a));
	if (n > 0)
		cr_assert_eq(archive_write_data(a, entry->data, n), (la_ssize_t)n);
	archive_entry_free(ae);
}

static void make_tar(struct copytest *t, const char *name, add_filter *filter,
	const struct entry *entries, size_t n)
{
	static char bytes[1 << 20];
	size_t used = 0;
	struct archive *a = archive_write_new();
	int fd = openat(t->from.fd, name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	cr_assert_eq(archive_write_set_format_gnutar(a), ARCHIVE_OK);
	if (filter)
		cr_assert_geq(filter(a), ARCHIVE_WARN);
	cr_assert_eq(archive_write_open_memory(a, bytes, sizeof bytes, &used), ARCHIVE_OK);
	for (size_t i = 0; i < n; i++)
		add_entry(a, &entries[i]);
	cr_assert_eq(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
	cr_assert_eq(write(fd, bytes, used), (ssize_t)used);
	close(fd);
}

#define TAR(t, name, filter, ...)                                                                  \
	make_tar(t, name, filter, (struct entry[]){__VA_ARGS__},                                   \
		sizeof((struct entry[]){__VA_ARGS__}) / sizeof(struct entry))

static struct copytest t;

static void setup(void)
{
	copytest_init(&t);
}

static void teardown(void)
{
	copytest_release(&t);
}

TestSuite(extract, .init = setup, .fini = teardown);

static struct stat stat_of(const char *path)
{
	struct stat st;

	cr_assert_eq(fstatat(t.to.fd, path, &st, AT_SYMLINK_NOFOLLOW), 0, "%s", path);
	return st;
}

Test(extract, any_compression_by_content)
{
	static const struct {
		const char *name;
		add_filter *filter;
	} rows[] = {
		{"plain", NULL},
		{"a.txt", archive_write_add_filter_gzip},
		{"b", archive_write_add_filter_bzip2},
		{"c", archive_write_add_filter_xz},
		{"d", archive_write_add_filter_zstd},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char words[64];

		TAR(&t, rows[i].name, rows[i].filter, {"f", 'f', "text", 04755, 77},
			{"s/", 'd', NULL, 0700, 78}, {"s/h", 'h', "f"}, {"p/q", 'f', "q"});
		snprintf(words, sizeof words, "--unpack %s /%zu/x", rows[i].name, i);
		cr_assert_eq(copytest_copy(&t, words), 0, "%s: %s", rows[i].name, t.e.text);
		snprintf(words, sizeof words, "%zu/x", i);
		int fd = openat(t.to.fd, words, O_RDONLY | O_DIRECTORY);

		cr_expect_str_eq(copytest_list(&t, fd), "f=text:4755 p/ p/q=q s/:700 s/h=text:4755",
			"%s", rows[i].name);
		close(fd);
	}
	cr_expect_eq(stat_of("0/x/f").st_mtim.tv_sec, 77);
	cr_expect_eq(stat_of("0/x/s").st_mtim.tv_sec, 78);
	cr_expect_eq(stat_of("0/x/f").st_ino, stat_of("0/x/s/h").st_ino);
}

Test(extract, owners)
{
	if (geteuid() != 0)
		copytest_skip("files of other owners need privilege");
	TAR(&t, "t", NULL, {"s", 'd', NULL, 0755, 0, 7}, {"s/f", 'f', "x", 04755, 0, 8},
		{"p/q", 'f', "x", 0644, 0, 9}, {"l", 'l', "s", 0777, 0, 10});
	cr_assert_eq(copytest_copy(&t, "--unpack t /x"), 0, "%s", t.e.text);
	cr_expect_eq(stat_of("x/s").st_uid, 7);
	cr_expect_eq(stat_of("x/s/f").st_gid, 8);
	cr_expect_eq(stat_of("x/s/f").st_mode & 07777, 04755);
	cr_expect_eq(stat_of("x/p").st_uid, 0);
	cr_expect_eq(stat_of("x/l").st_uid, 10);
	cr_assert_eq(copytest_copy(&t, "--unpack --chown=5:6 t /y"), 0, "%s", t.e.text);
	static const char *const all[] = {"y", "y/s", "y/s/f", "y/p", "y/p/q", "y/l"};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		cr_expect_eq(stat_of(all[i]).st_uid, 5, "%s", all[i]);
		cr_expect_eq(stat_of(all[i]).st_gid, 6, "%s", all[i]);
	}
}

Test(extract, what_is_no_archive_is_copied)
{
	copytest_make(t.from.fd, "e.tar.gz= no.tar=nothing");
	cr_expect_str_eq(copytest_result(&t, "--unpack e.tar.gz no.tar /x/"),
		"x/ x/e.tar.gz= x/no.tar=nothing");
}

/* gzip of the four bytes "text" */
Test(extract, gzip_of_no_tar_is_copied)
{
	static const unsigned char gz[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x2b, 0x49, 0xad,
		0x28, 0x01, 0x00, 0xc7, 0xa7, 0x8b, 0x3b, 4, 0, 0, 0};
	int fd = openat(t.from.fd, "n.tar.gz", O_WRONLY | O_CREAT, 0644);

	cr_assert_eq(write(fd, gz, sizeof gz), (ssize_t)sizeof gz);
	close(fd);
	cr_assert_eq(copytest_copy(&t, "--unpack n.tar.gz /x"), 0, "%s", t.e.text);
	cr_expect(S_ISREG(stat_of("x").st_mode));
	cr_expect_eq(stat_of("x").st_size, (off_t)sizeof gz);
}

Test(extract, a_tar_in_a_directory_is_copied)
{
	copytest_make(t.from.fd, "d/");
	TAR(&t, "d/in.tar", NULL, {"f", 'f', "x"});
	cr_assert_eq(copytest_copy(&t, "--unpack d /x"), 0, "%s", t.e.text);
	cr_expect(S_ISREG(stat_of("x/in.tar").st_mode));
}

Test(extract, without_unpack_it_is_a_file)
{
	TAR(&t, "t", NULL, {"f", 'f', "x"});
	cr_assert_eq(copytest_copy(&t, "t /x"), 0, "%s", t.e.text);
	cr_expect(S_ISREG(stat_of("x").st_mode));
}

Test(extract, several_and_wildcards)
{
	TAR(&t, "1.tar", NULL, {"f", 'f', "one"}, {"g", 'f', "one"});
	TAR(&t, "2.tar", NULL, {"g", 'f', "two"});
	copytest_make(t.from.fd, "a");
	cr_expect_str_eq(copytest_result(&t, "--unpack *.tar a /x/"), "x/ x/a=a x/f=one x/g=two");
}

Test(extract, names_are_clamped)
{
	TAR(&t, "t", NULL, {"../../evil", 'f', "1"}, {"/abs", 'f', "2"}, {"a/../b", 'f', "3"});
	cr_expect_str_eq(copytest_result(&t, "--unpack t /x"), "x/ x/abs=2 x/b=3 x/evil=1");
}

Test(extract, links_resolve_in_the_destination)
{
	TAR(&t, "t", NULL, {"tmp/", 'd'}, {"l", 'l', "/tmp"}, {"l/f", 'f', "1"},
		{"up", 'l', "../../.."}, {"up/g", 'f', "2"});
	cr_expect_str_eq(copytest_result(&t, "--unpack t /x"),
		"x/ x/g=2 x/l>/tmp x/tmp/ x/tmp/f=1 x/up>../../..");
	cr_expect_eq(faccessat(AT_FDCWD, "/tmp/f", F_OK, 0), -1);
}

Test(extract, through_a_dangling_link_nothing_is_made)
{
	TAR(&t, "t", NULL, {"l", 'l', "/tmp"}, {"l/evil", 'f', "1"});
	cr_expect_eq(copytest_copy(&t, "--unpack t /x"), -1);
	cr_expect(strstr(t.e.text, "No such file or directory"), "%s", t.e.text);
	cr_expect_str_eq(t.e.during, "unpacking `l/evil`");
	TAR(&t, "t", NULL, {"m", 'l', "/tmp"}, {"m/n/evil", 'f', "1"});
	cr_expect_eq(copytest_copy(&t, "--unpack t /x"), -1);
	cr_expect_str_eq(copytest_list(&t, t.to.fd), "x/ x/l>/tmp x/m>/tmp");
}

Test(extract, a_file_is_no_parent)
{
	copytest_make(t.to.fd, "x/nodir=old");
	TAR(&t, "t", NULL, {"nodir/x", 'f', "1"});
	cr_expect_eq(copytest_copy(&t, "--unpack t /x"), -1);
	cr_expect(strstr(t.e.text, "not a directory"), "%s", t.e.text);
	cr_expect_eq(copytest_copy(&t, "--unpack t /x/nodir"), -1);
	cr_expect(strstr(t.e.text, "not a directory"), "%s", t.e.text);
}

Test(extract, what_is_in_the_way_goes)
{
	copytest_make(t.to.fd, "x/d/:700 x/d/keep x/f/sub x/l>/x/d x/g=old y&x/g");
	TAR(&t, "t", NULL, {"d", 'd', NULL, 01777}, {"f", 'f', "1"}, {"l", 'd'}, {"g", 'f', "2"},
		{"g", 'f', "3"}, {"./", 'd', NULL, 0711});
	cr_expect_str_eq(copytest_result(&t, "--unpack t /x"),
		"x/:711 x/d/:1777 x/d/keep=x/d/keep x/f=1 x/g=3 x/l/ y=old");
}

/* The directory that the last entry was made in is another by then. */
Test(extract, a_parent_that_is_replaced_is_looked_up_again)
{
	TAR(&t, "t", NULL, {"a/b/f", 'f', "1"}, {"o/b/", 'd'}, {"a", 'l', "o"},
		{"a/b/g", 'f', "2"});
	cr_expect_str_eq(copytest_result(&t, "--unpack t /x"), "x/ x/a>o x/o/ x/o/b/ x/o/b/g=2");
}

Test(extract, unwritable_directories_are_filled)
{
	TAR(&t, "t", NULL, {"d", 'd', NULL, 0555, 5}, {"d/f", 'f', "1"}, {"p", 'p', NULL, 0600});
	cr_expect_str_eq(copytest_result(&t, "--unpack t /x"), "x/ x/d/:555 x/d/f=1 x/p|:600");
	cr_expect_eq(stat_of("x/d").st_mtim.tv_sec, 5);
}

Test(extract, refused)
{
	static const struct {
		struct entry entry;
		const char *text;
	} rows[] = {
		{{".wh.gone", 'f', "1"}, "names that begin with `.wh.` delete"},
		{{"s/.wh.d/f", 'f', "1"}, "names that begin with `.wh.` delete"},
		{{"null", 'c', NULL}, "is a device"},
		{{"h", 'h', "missing"}, "No such file"},
		{{"h", 'h', "../../../etc/passwd"}, "No such file"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		make_tar(&t, "t", NULL, &rows[i].entry, 1);
		cr_expect_eq(copytest_copy(&t, "--unpack t /x"), -1, "%s", rows[i].entry.path);
		cr_expect(strstr(t.e.text, rows[i].text), "%s: %s", rows[i].entry.path, t.e.text);
	}
}

Test(extract, a_cut_archive_is_an_error)
{
	TAR(&t, "t", NULL, {"a", 'f', "1"}, {"b", 'f', "2"});
	int fd = openat(t.from.fd, "t", O_WRONLY);

	cr_assert_eq(ftruncate(fd, 1024 + 512), 0);
	close(fd);
	cr_expect_eq(copytest_copy(&t, "--unpack t /x"), -1);
	cr_expect_str_eq(t.e.during, "unpacking `b`");
}
