#include "image/entry_path.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"

Test(image_entry_path, harmless_names)
{
	static const struct {
		struct str raw;
		const char *text, *parent, *name;
	} rows[] = {
		{STR("a"), "a", "", "a"},
		{STR("a/"), "a", "", "a"},
		{STR("./a//b/./c/"), "a/b/c", "a/b", "c"},
		{STR("."), "", "", ""},
		{STR("./"), "", "", ""},
		{STR("..a/b.."), "..a/b..", "..a", "b.."},
		{STR("a/.wh.b"), "a/.wh.b", "a", ".wh.b"},
		{STR("\xff/\xfe"), "\xff/\xfe", "\xff", "\xfe"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct entry_path p;
		struct err e;

		cr_assert_eq(entry_path_read(rows[i].raw, &p, &e), 0, "%s", e.text);
		cr_expect_str_eq(p.text, rows[i].text);
		cr_expect_str_eq(entry_path_name(&p), rows[i].name);
		cr_expect(str_eq(entry_path_parent(&p), str_of(rows[i].parent)));
	}
}

Test(image_entry_path, names_that_leave_or_lie)
{
	static const struct str bad[] = {STR(""), STR("/"), STR("/abs"), STR(".."), STR("../x"),
		STR("a/../../x"), STR("./../x"), STR("a/.."), STR("a\0b"), STR(".wh.a/b"),
		STR("a/.wh..wh..opq/b")};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct entry_path p;
		struct err e;

		cr_expect_eq(entry_path_read(bad[i], &p, &e), -1, "`%s`", bad[i].p);
		cr_expect_eq(e.kind, ERR_INVALID);
	}
}

static int read_whiteout(size_t hidden_bytes, struct err *e)
{
	AUTO(buf_release) struct buf raw = {0};
	struct entry_path p;

	buf_cstr_add(&raw, "d/.wh.");
	for (size_t i = 0; i < hidden_bytes; i++)
		buf_char(&raw, 'a');
	return entry_path_read(buf_str(&raw), &p, e);
}

static int read_repeated(const char *part, int times, struct err *e)
{
	AUTO(buf_release) struct buf raw = {0};
	struct entry_path p;

	for (int i = 0; i < times; i++)
		buf_cstr_add(&raw, part);
	return entry_path_read(buf_str(&raw), &p, e);
}

Test(image_entry_path, limits)
{
	struct err e;

	cr_expect_eq(read_repeated("a", ENTRY_NAME_MAX, &e), 0);
	cr_expect_eq(read_repeated("a", ENTRY_NAME_MAX + 1, &e), -1);
	cr_expect_eq(e.kind, ERR_LIMIT);
	cr_expect_eq(read_whiteout(ENTRY_NAME_MAX, &e), 0);
	cr_expect_eq(read_whiteout(ENTRY_NAME_MAX + 1, &e), -1);
	cr_expect_eq(e.kind, ERR_LIMIT);
	cr_expect_eq(read_repeated("a/", ENTRY_DEPTH_MAX, &e), 0);
	cr_expect_eq(read_repeated("a/", ENTRY_DEPTH_MAX + 1, &e), -1);
	cr_expect_eq(e.kind, ERR_LIMIT);
	cr_expect_eq(read_repeated("abcdefg/", ENTRY_PATH_BYTES / 8, &e), -1);
	cr_expect_eq(e.kind, ERR_LIMIT);
}
