/* tar_name - what becomes of a name, and which are refused. */
#include "codec/tar_name.h"

#include <criterion/criterion.h>
#include <string.h>

#include "codec/tar.h"

static const char *clean(const char *raw, bool clamp)
{
	static struct buf out;
	struct err e;

	return tar_name_clean(str_of(raw), clamp, &out, &e) < 0 ? NULL : buf_cstr(&out);
}

Test(tar_name, names_are_made_clean)
{
	static const char *const names[][2] = {{"./a", "a"}, {"a/", "a"}, {"a//b/./c", "a/b/c"},
		{"././a", "a"}, {"a..b/..c", "a..b/..c"}, {"./", ""}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		cr_assert_str_eq(clean(names[i][0], false), names[i][1]);
		cr_assert_str_eq(clean(names[i][0], true), names[i][1]);
	}
}

Test(tar_name, clamping_resolves_below_the_root)
{
	cr_assert_str_eq(clean("/a/../../b", true), "b");
	cr_assert_str_eq(clean("a/b/..", true), "a");
	cr_assert_str_eq(clean("..", true), "");
	cr_assert_null(clean("..", false));
	cr_assert_null(clean("", true));
}

Test(tar_name, limits_are_those_of_linux)
{
	char raw[TAR_PATH_BYTES + 1];
	AUTO(buf_release) struct buf out = {0};
	struct err e;

	memset(raw, 'a', sizeof raw);
	cr_assert_eq(tar_name_clean((struct str){raw, TAR_NAME_BYTES}, false, &out, &e), 0);
	cr_assert_eq(tar_name_clean((struct str){raw, TAR_NAME_BYTES + 1}, false, &out, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
	memcpy(raw, ".wh.", 4);
	cr_assert_eq(tar_name_clean((struct str){raw, TAR_NAME_BYTES + 4}, false, &out, &e), 0);
	cr_assert_eq(tar_name_clean((struct str){raw, TAR_NAME_BYTES + 5}, false, &out, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
	memset(raw, 'a', sizeof raw);
	for (size_t i = 1; i < sizeof raw; i += 2)
		raw[i] = '/';
	cr_assert_eq(tar_name_clean((struct str){raw, TAR_PATH_BYTES - 1}, false, &out, &e), 0);
	cr_assert_eq(tar_name_clean((struct str){raw, TAR_PATH_BYTES}, false, &out, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
	cr_assert_eq(tar_name_clean(STR("a\0b"), true, &out, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
}
