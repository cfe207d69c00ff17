/* ref - names people type, and names that are none. */
#include "codec/ref.h"

#include <criterion/criterion.h>

#define HEX "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
	const char *text, *host, *repository, *tag, *full, *familiar;
} good[] = {
	{"debian", "docker.io", "library/debian", NULL, "docker.io/library/debian:latest",
		"debian:latest"},
	{"debian:12", "docker.io", "library/debian", "12", "docker.io/library/debian:12",
		"debian:12"},
	{"docker.io/debian", "docker.io", "library/debian", NULL, "docker.io/library/debian:latest",
		"debian:latest"},
	{"index.docker.io/a/b", "docker.io", "a/b", NULL, "docker.io/a/b:latest", "a/b:latest"},
	{"a/b", "docker.io", "a/b", NULL, "docker.io/a/b:latest", "a/b:latest"},
	{"localhost/x", "localhost", "x", NULL, "localhost/x:latest", "localhost/x:latest"},
	{"localhost:5000/x:y", "localhost:5000", "x", "y", "localhost:5000/x:y",
		"localhost:5000/x:y"},
	{"r.example/a/b/c:T_1.x-", "r.example", "a/b/c", "T_1.x-", "r.example/a/b/c:T_1.x-",
		"r.example/a/b/c:T_1.x-"},
	{"Host/x", "Host", "x", NULL, "Host/x:latest", "Host/x:latest"},
	{"[::1]:5000/x", "[::1]:5000", "x", NULL, "[::1]:5000/x:latest", "[::1]:5000/x:latest"},
	{"a@sha256:" HEX, "docker.io", "library/a", NULL, "docker.io/library/a@sha256:" HEX,
		"a@sha256:" HEX},
	{"a:b@sha256:" HEX, "docker.io", "library/a", "b", "docker.io/library/a:b@sha256:" HEX,
		"a:b@sha256:" HEX},
	{"docker.io/r.example/x", "docker.io", "r.example/x", NULL, "docker.io/r.example/x:latest",
		"docker.io/r.example/x:latest"},
	{"library/a/b", "docker.io", "library/a/b", NULL, "docker.io/library/a/b:latest",
		"library/a/b:latest"},
	{"library/" HEX, "docker.io", "library/" HEX, NULL, "docker.io/library/" HEX ":latest",
		"docker.io/library/" HEX ":latest"},
	{"a__b/c---d/e.f", "docker.io", "a__b/c---d/e.f", NULL, "docker.io/a__b/c---d/e.f:latest",
		"a__b/c---d/e.f:latest"},
};

Test(ref, takes_names_apart)
{
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		AUTO(ref_release) struct ref r = {0};
		AUTO(buf_release) struct buf full = {0}, familiar = {0};
		struct err e;

		cr_assert_eq(
			ref_parse(str_of(good[i].text), &r, &e), 0, "%s: %s", good[i].text, e.text);
		cr_assert_str_eq(r.host, good[i].host);
		cr_assert_str_eq(r.repository, good[i].repository);
		if (good[i].tag)
			cr_assert_str_eq(r.tag, good[i].tag);
		else
			cr_assert_null(r.tag);
		ref_full(&r, &full);
		cr_assert_str_eq(buf_cstr(&full), good[i].full);
		ref_familiar(&r, &familiar);
		cr_assert_str_eq(buf_cstr(&familiar), good[i].familiar);
	}
}

Test(ref, refuses_what_is_no_name)
{
	static const char *const bad[] = {"", ":", ":tag", "@", "/", "/a", "a/", "a//b", "A",
		"a:", "a:-b", "a:.b", "a:b c", "a b", "a..b", "a.-b", "a_.b", "a___b", "-a", "a-",
		"a/../b", "../a", "a/B", "host:port/x", "host:/x", "host:123456/x", "-h.x/y",
		"h..x/y", "[::1/x", "[zz]/x", "a@", "a@sha256:", "a@sha256:abc", "a@sha512:" HEX,
		"a@sha256:" HEX "@x", HEX, "r.example/", "a\n", "\xc3\xa9", "https://r.example/x"};
	struct ref r = {0};
	struct err e;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cr_assert_eq(ref_parse(str_of(bad[i]), &r, &e), -1, "%s", bad[i]);
		cr_assert_eq(e.kind, ERR_INVALID);
		cr_assert_null(r.host);
	}
	cr_assert_eq(ref_parse((struct str){"a\0b", 3}, &r, &e), -1);
}

Test(ref, lengths_have_limits)
{
	AUTO(ref_release) struct ref r = {0};
	char name[400];
	struct err e;

	for (size_t i = 0; i < sizeof name; i++)
		name[i] = 'g';
	cr_assert_eq(ref_parse((struct str){name, 256}, &r, &e), -1);
	name[100] = ':';
	cr_assert_eq(ref_parse((struct str){name, 101 + 129}, &r, &e), -1);
	cr_assert_eq(ref_parse((struct str){name, 101 + 128}, &r, &e), 0);
}
