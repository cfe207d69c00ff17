/* git_url_parts - ref, subdir and query: docker's answers, and git's rules for names. */
#include "remote/git_url_parts.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static int parse(const char *options, struct git_url *u, struct err *e)
{
	char text[4096];

	snprintf(text, sizeof text, "https://h/x.git%s", options);
	return git_url_parse(str_of(text), u, e);
}

static void refuses(const char *options, const char *why)
{
	struct git_url u = {0};
	struct err e = {0};

	cr_assert(parse(options, &u, &e) == -1, "%s", options);
	cr_expect(strstr(e.text, why), "%s: %s", options, e.text);
}

static void ref_is(const char *options, const char *ref)
{
	AUTO(git_url_release) struct git_url u = {0};
	struct err e = {0};

	cr_assert(parse(options, &u, &e) == 0, "%s: %s", options, e.text);
	cr_expect_str_eq(u.ref ? u.ref : "-", ref, "%s", options);
}

Test(git_url_parts, the_ref)
{
	ref_is("?ref=pull/42/head", "pull/42/head");
	ref_is("?tag=v1", "refs/tags/v1");
	ref_is("?tag=refs/tags/v1", "refs/tags/v1");
	ref_is("?branch=a%2Fb", "refs/heads/a/b");
	ref_is("?ref=v1#v1", "v1");
	ref_is("?commit=ABC", "-");
	ref_is("?commit=0123456789ABCDEF0123456789abcdef01234567",
		"0123456789abcdef0123456789abcdef01234567");
	ref_is("?tag=v1&checksum=abc", "refs/tags/v1");
	ref_is("#a%2Fb", "a/b");
	ref_is("?&", "-");
	refuses("?ref=a#b", "ref conflicts: \"b\" vs \"a\"");
	refuses("?ref=a&tag=b", "ref conflicts");
	refuses("?tag=a&branch=b", "branch conflicts with tag");
	refuses("?commit=a&checksum=b", "checksum conflicts");
}

Test(git_url_parts, refs_that_are_none)
{
	static const char *const bad[] = {"#--upload-pack=touch%20/tmp/p", "#-x", "#a..b", "#a@{1}",
		"#a^", "#a~1", "#a*", "#a?", "#a[b", "#a\\b", "#a%20b", "#+a", "#/a", "#a/",
		"#a//b", "#a.lock", "#a.", "#.a", "#a/.b", "?branch=-x%20", "?ref=a%3Ab"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		refuses(bad[i], "the git ref");
	refuses("#a%0Ab", "control character");
	refuses("#a%4", "two hex digits");
	refuses("?ref=%zz", "two hex digits");
}

Test(git_url_parts, the_switches)
{
	AUTO(git_url_release) struct git_url u = {0};
	struct err e;

	cr_assert_eq(
		parse("?keep-git-dir&submodules=0&mtime=checkout&fetch-by-commit=true", &u, &e), 0);
	cr_expect_eq(u.keep_git_dir, 1);
	cr_expect_eq(u.submodules, 0);
	cr_expect(u.checkout_times);
	git_url_release(&u);
	cr_assert_eq(parse("?mtime=commit", &u, &e), 0);
	cr_expect_not(u.checkout_times);
	cr_expect_eq(u.keep_git_dir, -1);
	refuses("?keep-git-dir=yes", "invalid keep-git-dir value: \"yes\"");
	refuses("?mtime=now", "invalid mtime value: \"now\"");
	refuses("?mtime", "query \"mtime\" has no value");
	refuses("?ref=", "query \"ref\" has no value");
	refuses("?ref=a&ref=a", "query \"ref\" has multiple values");
	refuses("?depth=1", "unexpected query \"depth\"");
	refuses("?checksum=xyz", "invalid checksum xyz for Git URL, expected hex commit hash");
}

Test(git_url_parts, the_subdir_stays_inside)
{
	refuses("#:../x", "leads out");
	refuses("#:a/../../x", "leads out");
	refuses("?subdir=a/%2e%2e/b", "leads out");
	refuses("#:.git", "not part of the repository");
	refuses("#:a/.GIT/x", "not part of the repository");
	refuses("?subdir=a#:b", "subdir conflicts");
}

Test(git_url_parts, names_of_objects)
{
	cr_expect(git_is_object_name(STR("0123456789abcdef0123456789abcdef01234567")));
	cr_expect_not(git_is_object_name(STR("0123456789ABCDEF0123456789abcdef01234567")));
	cr_expect_not(git_is_object_name(STR("0123456")));
	cr_expect(git_is_hex(STR("0aF")));
	cr_expect_not(git_is_hex(STR("")));
	cr_expect_not(git_is_hex(STR("g")));
}
