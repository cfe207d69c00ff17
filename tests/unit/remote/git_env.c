/* git_env - what git is told, and that a secret is for one host. */
#include "remote/git_env.h"

#include <criterion/criterion.h>

#include "base/map.h"

static bool has(const struct strs *env, const char *text)
{
	return strs_has(env, str_of(text));
}

Test(git_env, nothing_of_the_users)
{
	AUTO(git_url_release) struct git_url u = {0};
	AUTO(strs_release) struct strs env = {0};
	struct git_access access = {.search = "/usr/bin", .agent_fd = -1};
	struct err e;

	cr_assert_eq(git_url_parse(STR("https://h:8443/x.git"), &u, &e), 0);
	git_env_make(&(struct git){&access, &u, TREE_NONE}, &env);
	cr_expect(has(&env, "PATH=/usr/bin"));
	cr_expect(has(&env, "GIT_CONFIG_GLOBAL=/dev/null"));
	cr_expect(has(&env, "GIT_ALLOW_PROTOCOL=https:http:ssh:git"));
	for (size_t i = 0; i < env.n; i++) {
		cr_expect_not(str_starts(env.p[i], STR("SSH_AUTH_SOCK")));
		cr_expect(str_find(env.p[i], '\n') == env.p[i].n);
	}
}

Test(git_env, a_header_for_one_host_and_no_redirection)
{
	AUTO(git_url_release) struct git_url u = {0};
	AUTO(strs_release) struct strs env = {0};
	AUTO(map_release) struct map proxies = {0};
	struct git_access access = {.search = "/usr/bin",
		.agent_fd = 3,
		.proxies = &proxies,
		.authorization = STR("Bearer x")};
	bool key = false, value = false, stays = false;
	struct err e;

	map_set(&proxies, STR("https_proxy"), STR("http://p"));
	cr_assert_eq(git_url_parse(STR("https://h:8443/x.git"), &u, &e), 0);
	git_env_make(&(struct git){&access, &u, TREE_NONE}, &env);
	cr_expect(has(&env, "SSH_AUTH_SOCK=" GIT_AGENT_PLACE));
	cr_expect(has(&env, "https_proxy=http://p"));
	for (size_t i = 0; i < env.n; i++) {
		key |= str_ends(env.p[i], STR("=http.https://h:8443/.extraHeader"));
		value |= str_ends(env.p[i], STR("=Authorization: Bearer x"));
		stays |= str_ends(env.p[i], STR("=http.followRedirects"));
	}
	cr_expect(key && value && stays);
}
