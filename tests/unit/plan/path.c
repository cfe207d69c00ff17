#include "plan/path.h"

#include <criterion/criterion.h>

struct join {
	const char *base, *path;
	bool keep_slash;
	const char *out;
};

Test(plan_path, joining)
{
	static const struct join cases[] = {
		{"/", "", false, "/"},
		{"/w", "", true, "/w/"},
		{"/w", ".", true, "/w/"},
		{"/", ".", true, "/"},
		{"/w", "x", true, "/w/x"},
		{"/w", "x/", true, "/w/x/"},
		{"/w", "x/", false, "/w/x"},
		{"/w", "x/.", true, "/w/x/"},
		{"/w/v", "../y", true, "/w/y"},
		{"/w/v", "../../../../z", true, "/z"},
		{"/w", "/a//b/./c/../d", false, "/a/b/d"},
		{"rel/dir", "", false, "/rel/dir"},
		{"/w", "..", true, "/"},
		{"/w", "/", true, "/"},
		{"/w", "...", true, "/w/..."},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AUTO(buf_release) struct buf out = {0};

		path_join(str_of(cases[i].base), str_of(cases[i].path), cases[i].keep_slash, &out);
		cr_expect_str_eq(
			buf_cstr(&out), cases[i].out, "%s + %s", cases[i].base, cases[i].path);
	}
}

Test(plan_path, cleaning_keeps_relative_paths_relative)
{
	static const char *const cases[][2] = {{"", "."}, {"a//b/", "a/b"}, {"./a", "a"},
		{"a/..", "."}, {"../a", "../a"}, {"a/../../b", "../b"}, {"../..", "../.."},
		{"/a/../..", "/"}, {"/mycache/", "/mycache"}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AUTO(buf_release) struct buf out = {0};

		path_clean(str_of(cases[i][0]), &out);
		cr_expect_str_eq(buf_cstr(&out), cases[i][1], "%s", cases[i][0]);
	}
}

Test(plan_path, base_is_the_last_component)
{
	cr_expect(str_eq(path_base(STR("a/b")), STR("b")));
	cr_expect(str_eq(path_base(STR("a/b//")), STR("b")));
	cr_expect(str_eq(path_base(STR("b")), STR("b")));
	cr_expect(str_eq(path_base(STR("//")), STR("/")));
	cr_expect(str_eq(path_base(STR("")), STR(".")));
}
