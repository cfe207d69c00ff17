/* git_settings - read from the environment, and nothing of it has to be there. */
#include "cli/git_settings.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "../place.h"

Test(git_settings, what_is_set)
{
	AUTO(git_settings_release) struct git_settings s = {0};
	AUTO(tree_close) struct tree ssh = TREE_NONE;
	struct git_host host;
	struct place p;
	struct err e;

	place_open(&p);
	cr_assert_eq(tree_make_at(&p.dir, ".ssh", 0700, &ssh, &e), 0);
	place_file(&p, ".ssh/known_hosts", "h key\n");
	setenv("HOME", p.path, 1);
	setenv("PATH", "/a:/b", 1);
	setenv("https_proxy", "http://proxy", 1);
	setenv("SSL_CERT_FILE", "/ca", 1);
	git_settings_read(&s);
	host = git_settings_host(&s);
	cr_expect_str_eq(host.search, "/a:/b");
	cr_expect_str_eq(host.ca_file, "/ca");
	cr_expect(str_eq(host.known_hosts, STR("h key\n")));
	cr_expect(map_has(host.proxies, STR("https_proxy")));
	place_close(&p);
}

Test(git_settings, what_is_not)
{
	AUTO(git_settings_release) struct git_settings s = {0};

	unsetenv("HOME");
	unsetenv("PATH");
	git_settings_read(&s);
	cr_expect_null(git_settings_host(&s).search);
	cr_expect_eq(git_settings_host(&s).known_hosts.n, 0);
}
