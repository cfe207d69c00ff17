/* tar_pax - records that are right, wrong or hostile. */
#include "codec/tar_pax.h"

#include <criterion/criterion.h>

#include "codec/tarred.h"

static int64_t mtime_of(const char *record)
{
	AUTO(tar_pax_release) struct tar_pax p = {0};
	struct err e;

	cr_assert_eq(tar_pax_parse(str_of(record), &p, &e), 0, "%s: %s", record, e.text);
	cr_assert(p.has_mtime);
	return p.mtime_s;
}

Test(tar_pax, times_are_cut_towards_the_past)
{
	cr_assert_eq(mtime_of("11 mtime=5\n"), 5);
	cr_assert_eq(mtime_of("15 mtime=5.999\n"), 5);
	cr_assert_eq(mtime_of("14 mtime=-5.0\n"), -5);
	cr_assert_eq(mtime_of("14 mtime=-5.5\n"), -6);
}

Test(tar_pax, an_empty_value_takes_a_record_back)
{
	AUTO(tar_pax_release) struct tar_pax p = {0};
	struct err e;

	cr_assert_eq(tar_pax_parse(STR("8 path=\n7 uid=\n"), &p, &e), 0, "%s", e.text);
	cr_assert_null(p.path);
	cr_assert(!p.has_uid);
}

static void with_pax(struct buf *tar, const char *records)
{
	tarred_extension(tar, 'x', str_of(records));
	tarred_header(tar, '0', "f", "00000000000", "");
	tarred_end(tar);
}

Test(tar_pax, pax_overrides_and_unknown_records_do_not_matter)
{
	AUTO(buf_release) struct buf tar = {0};

	with_pax(&tar, "13 path=new/\n13 mtime=9.5\n7 uid=\n9 gid=77\n17 comment=a=b=c\n"
		       "24 LIBARCHIVE.xattr.x=y\n21 SCHILY.xattr.u.e=\n");
	tarred_expect(&tar, "0 new 644 1 77 9 u.e=0:\n");
}

Test(tar_pax, hostile_pax_is_refused)
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
		tarred_refused(&tar, bad[i].kind, bad[i].text);
	}
}

Test(tar_pax, a_nul_in_a_pax_name_is_refused)
{
	AUTO(buf_release) struct buf tar = {0};

	tarred_extension(&tar, 'x', (struct str){"12 path=a\0b\n", 12});
	tarred_header(&tar, '0', "f", "00000000000", "");
	tarred_refused(&tar, ERR_INVALID, "path");
}
