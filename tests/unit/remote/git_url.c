/* git_url - what docker takes for a repository, and what nobody should. */
#include "remote/git_url.h"

#include <criterion/criterion.h>
#include <string.h>

static void reads(const char *text, const char *remote, const char *ref, const char *subdir)
{
	AUTO(git_url_release) struct git_url u = {0};
	struct err e = {0};

	cr_assert(git_url_parse(str_of(text), &u, &e) == 0, "%s: %s", text, e.text);
	cr_expect_str_eq(u.remote, remote);
	cr_expect_str_eq(u.ref ? u.ref : "-", ref, "%s", text);
	cr_expect_str_eq(u.subdir ? u.subdir : "-", subdir, "%s", text);
}

Test(git_url, every_form)
{
	reads("https://h/x.git", "https://h/x.git", "-", "-");
	reads("https://h:8443/x.git#v1:sub/dir", "https://h:8443/x.git", "v1", "sub/dir");
	reads("http://h/x.git#:sub", "http://h/x.git", "-", "sub");
	reads("git://h/x#v1", "git://h/x", "v1", "-");
	reads("ssh://git@h:22/~me/x.git#v1:", "ssh://git@h:22/~me/x.git", "v1", "-");
	reads("git@h:o/x.git#feature/a:/d/./e//", "git@h:o/x.git", "feature/a", "d/e");
	reads("git@h:o/x?branch=main", "git@h:o/x", "refs/heads/main", "-");
	reads("github.com/o/x#v1", "https://github.com/o/x", "v1", "-");
	reads("https://[::1]:80/x.git", "https://[::1]:80/x.git", "-", "-");
}

Test(git_url, what_is_a_repository_by_its_text)
{
	static const char *const yes[] = {"http://h/x.git", "https://h/x.git?ref=a#b", "git://h/x",
		"ssh://h/x", "git@h:x", "a_b@h-1.c:x"};
	static const char *const no[] = {"https://h/x", "https://h/x.git/y", "https://h/x?a=.git",
		"https://h/x#.git", "x.git", "./x.git", "a.b@h:x", "@h:x", "a@:x", "a@h", "/a@h:x",
		"github.com/o/x", "ext::sh -c x", "file:///x.git", "HTTPS://h/x.git", ""};

	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		cr_expect(git_url_is(str_of(yes[i])), "%s", yes[i]);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		cr_expect_not(git_url_is(str_of(no[i])), "%s", no[i]);
	cr_expect(git_url_is_context(STR("github.com/o/x")));
	cr_expect_not(git_url_is_context(STR("github.example/o/x")));
}

Test(git_url, credentials_are_cut_out)
{
	AUTO(git_url_release) struct git_url u = {0};
	struct err e;

	cr_assert_eq(git_url_parse(STR("https://me:p%40s@h/x.git"), &u, &e), 0);
	cr_expect_str_eq(u.remote, "https://h/x.git");
	cr_expect_str_eq(u.host, "h");
	cr_expect_str_eq(u.credentials, "me:p@s");
	git_url_release(&u);
	cr_assert_eq(git_url_parse(STR("https://token@h/x.git"), &u, &e), 0);
	cr_expect_str_eq(u.credentials, "token:");
}

static void refuses(const char *text, const char *why)
{
	struct git_url u = {0};
	struct err e = {0};

	cr_assert(git_url_parse(str_of(text), &u, &e) == -1, "%s", text);
	cr_expect(strstr(e.text, why), "%s: %s", text, e.text);
	cr_expect_null(strstr(e.text, "secret"));
	cr_expect_null(u.remote);
}

Test(git_url, hostile_places)
{
	refuses("https:///x.git", "no host");
	refuses("ssh://-oProxyCommand=x/y", "no name of a host");
	refuses("ssh://h", "no path");
	refuses("git://h/", "no path");
	refuses("ssh://-l@h/x", "no name of a user");
	refuses("ssh://a$(x)@h/x", "no name of a user");
	refuses("git@h:", "no path");
	refuses("git@h:-x", "begins with `-`");
	refuses("git@-h:x", "no name of a host");
	refuses("-u@h:x", "no name of a user");
	refuses("git://h/a\nb", "control character");
	refuses("https://h/a b.git", "no URL has");
	refuses("https://secret%00@h/x.git", "credentials");
	refuses("ext::sh -c touch% /tmp/p", "not the URL");
	refuses("file:///etc/x.git", "not the URL");
	refuses("", "not the URL");
}

Test(git_url, too_long)
{
	char text[GIT_URL_BYTES_MAX + 2];
	struct git_url u = {0};
	struct err e;

	memset(text, 'a', sizeof text);
	cr_assert_eq(git_url_parse((struct str){text, sizeof text}, &u, &e), -1);
	cr_expect_eq(e.kind, ERR_LIMIT);
}
