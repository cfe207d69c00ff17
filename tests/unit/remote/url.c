/* url - only what may be fetched passes, and the name is the reference builder's. */
#include "remote/url.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"

static void named(const char *url, const char *want)
{
	AUTO(mem_release) char *name = url_file_name(url);

	cr_expect_str_eq(name, want, "%s gives %s", url, name);
}

Test(url, a_file_is_named_by_the_last_segment)
{
	named("https://h/f.txt", "f.txt");
	named("https://h/d/q?a=b/c.txt", "q");
	named("https://h/d/f#x/y", "f");
	named("https://h/d/", "d");
	named("https://h/a%20b%2etgz", "a b.tgz");
	named("https://h/a%2Fb", "b");
	named("https://h/", "__unnamed__");
	named("https://h", "__unnamed__");
	named("https://h?x=/y", "__unnamed__");
	named("https://h/d/.", "__unnamed__");
	named("https://h/d/..", "..");
	named("https://h/%zz", "__unnamed__");
	named("https://u:p@h:1/é", "é");
	named("https://h/a%00b", "a");
	named("", "__unnamed__");
	named("x", "__unnamed__");
}

static void normal(const char *url, const char *want)
{
	AUTO(mem_release) char *text = NULL;
	struct err e = {0};

	cr_assert_eq(url_normal(url, &text, &e), 0, "%s: %s", url, e.text);
	cr_expect_str_eq(text, want);
}

Test(url, what_is_sent_is_encoded)
{
	normal("http://h:8080/a?b", "http://h:8080/a?b");
	normal("https://h/a b", "https://h/a%20b");
	normal("https://h/é", "https://h/%C3%A9");
	normal("http://[::1]:80/f", "http://[::1]:80/f");
}

static void refused(const char *url, const char *why)
{
	AUTO(mem_release) char *text = NULL;
	struct err e = {0};

	cr_assert_eq(url_normal(url, &text, &e), -1, "%s", url);
	cr_expect_eq(e.kind, ERR_INVALID);
	cr_expect(strstr(e.text, why), "%s: %s", url, e.text);
}

Test(url, what_cannot_be_fetched_is_refused)
{
	char longest[URL_BYTES_MAX + 20] = "http://h/";

	refused("file:///etc/passwd", "only http and https");
	refused("ftp://h/f", "only http and https");
	refused("h/f", "only http and https");
	refused("http://h/a\nb", "control character");
	refused("http://h/%zz", "percent sequence");
	refused("http://h/%4", "percent sequence");
	refused("http:///f", "no host");
	refused("http://a b/f", "ost");
	refused("http://h:99999/f", "ort");
	memset(longest + 9, 'a', URL_BYTES_MAX);
	refused(longest, "8000 bytes");
}

Test(url, the_password_is_not_shown)
{
	AUTO(mem_release) char *text = url_redacted(STR("https://me:word@h/f@g?x@y"));
	AUTO(mem_release) char *token = url_redacted(STR("https://token@h/f"));
	AUTO(mem_release) char *plain = url_redacted(STR("https://h/a@b"));
	AUTO(mem_release) char *path = url_redacted(STR("not a url"));
	AUTO(mem_release) char *scp = url_redacted(STR("git@h:a@b/c"));
	AUTO(mem_release) char *refused_too = NULL;
	struct err e = {0};

	cr_expect_str_eq(text, "https://xxxxx@h/f@g?x@y");
	cr_expect_str_eq(token, "https://xxxxx@h/f");
	cr_expect_str_eq(plain, "https://h/a@b");
	cr_expect_str_eq(path, "not a url");
	cr_expect_str_eq(scp, "git@h:a@b/c");
	cr_assert_eq(url_normal("http://me:word@h/%", &refused_too, &e), -1);
	cr_expect_null(strstr(e.text, "word"), "%s", e.text);
}

Test(url, a_long_one_is_cut_for_messages)
{
	char url[600] = "http://h/";

	memset(url + 9, 'a', 500);
	AUTO(mem_release) char *shown = url_shown(url);

	cr_expect_eq(strlen(shown), URL_SHOWN_BYTES + 3);
}

Test(url, whom_a_secret_is_for)
{
	AUTO(mem_release) char *host = url_host("https://u:p@Example.COM:8443/f");
	AUTO(mem_release) char *six = url_host("http://[::1]:80/");
	AUTO(mem_release) char *none = url_host("nonsense:///");

	AUTO(mem_release) char *blank = url_host("https://h/a b");

	cr_expect_str_eq(blank, "h");
	cr_expect_str_eq(host, "example.com");
	cr_expect_str_eq(six, "::1");
	cr_expect_null(none);
}

Test(url, same_origin)
{
	cr_expect(url_same_origin("https://h/a b", "https://H:443/b?c"));
	cr_expect_not(url_same_origin("https://h/a", "https://h:444/a"));
	cr_expect_not(url_same_origin("https://h/a", "http://h:443/a"));
	cr_expect_not(url_same_origin("https://h/a", "https://h.evil/a"));
	cr_expect_not(url_same_origin("https://h/a", "https://h@evil/a"));
	cr_expect_not(url_same_origin("https://h/a", ":"));
}

static void joined(const char *base, const char *reference, const char *want)
{
	AUTO(mem_release) char *url = url_join(base, reference);

	cr_assert(url, "%s", reference);
	cr_expect_str_eq(url, want);
}

Test(url, where_a_redirect_leads)
{
	joined("https://h/a/b?c", "d", "https://h/a/d");
	joined("https://h/a/b", "/d?e", "https://h/d?e");
	joined("https://h/a/b", "//g/d", "https://g/d");
	joined("https://h/a", "http://g:1/d", "http://g:1/d");
	joined("https://h/a", "foo://g/d", "foo://g/d");
	cr_expect_null(url_join("https://h/a", "http://h:99999/"));
}

Test(url, every_word_of_a_line_is_redacted)
{
	AUTO(mem_release)
	char *line = url_redacted_line(STR("ADD  a https://u:p@h/x \"http://t@h/y\" /d "));
	AUTO(mem_release) char *none = url_redacted_line(STR(""));

	cr_expect_str_eq(line, "ADD  a https://xxxxx@h/x \"http://xxxxx@h/y\" /d ");
	cr_expect_str_eq(none, "");
}

Test(url, what_stays_on_this_machine)
{
	static const char *const local[] = {"localhost", "127.0.0.1", "127.9.9.9", "::1"};
	static const char *const others[] = {"127.evil.example", "127.1.evil.example", "128.0.0.1",
		"localhost.example", "::2", "fe80::1", ""};

	for (size_t i = 0; i < sizeof local / sizeof *local; i++)
		cr_expect(url_host_is_local(local[i]), "%s", local[i]);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		cr_expect(!url_host_is_local(others[i]), "%s", others[i]);
}
