/* git_auth - which secret a server is shown, and that it is one line. */
#include "remote/git_auth.h"

#include <criterion/criterion.h>

#include "base/map.h"

static bool find(const void *context, const char *id, struct str *value)
{
	const struct str *found = map_get(context, str_of(id));

	if (found)
		*value = *found;
	return found != NULL;
}

static void shows(const char *url, const struct map *secrets, const char *want)
{
	AUTO(git_url_release) struct git_url u = {0};
	AUTO(buf_release) struct buf header = {0};
	struct err e;

	cr_assert_eq(git_url_parse(str_of(url), &u, &e), 0);
	cr_assert_eq(git_auth_header(&u, find, secrets, &header, &e), 0);
	cr_expect_str_eq(buf_cstr(&header), want, "%s: %s", url, buf_cstr(&header));
}

Test(git_auth, the_order_of_secrets)
{
	AUTO(map_release) struct map secrets = {0};

	shows("https://h/x.git", &secrets, "");
	shows("https://me:pw@h/x.git", &secrets, "basic bWU6cHc=");
	map_set(&secrets, STR("GIT_AUTH_TOKEN"), STR("abc\n"));
	shows("https://h/x.git", &secrets, "basic eC1hY2Nlc3MtdG9rZW46YWJj");
	map_set(&secrets, STR("GIT_AUTH_HEADER"), STR("Bearer all"));
	shows("https://h/x.git", &secrets, "Bearer all");
	map_set(&secrets, STR("GIT_AUTH_TOKEN.h:80"), STR("a"));
	shows("http://h:80/x.git", &secrets, "basic eC1hY2Nlc3MtdG9rZW46YQ==");
	shows("http://h/x.git", &secrets, "");
	shows("http://127.0.0.1:8/x.git", &secrets, "Bearer all");
	shows("http://127.evil.example/x.git", &secrets, "");
	shows("https://me:pw@h/x.git", &secrets, "basic bWU6cHc=");
	shows("ssh://h/x", &secrets, "");
	shows("git://h/x", &secrets, "");
}

Test(git_auth, a_secret_is_one_line)
{
	AUTO(git_url_release) struct git_url u = {0};
	AUTO(map_release) struct map secrets = {0};
	AUTO(buf_release) struct buf header = {0};
	struct err e;

	map_set(&secrets, STR("GIT_AUTH_HEADER"), STR("a\r\nHost: other"));
	cr_assert_eq(git_url_parse(STR("https://h/x.git"), &u, &e), 0);
	cr_expect_eq(git_auth_header(&u, find, &secrets, &header, &e), -1);
	cr_expect_eq(header.n, 0);
}
