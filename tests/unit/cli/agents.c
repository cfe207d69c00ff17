#include "cli/agents.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/mem.h"
#include "capture.h"

static struct place place;
static struct agents got;
static struct err e;
static int listener;
static char *socket_path;

static void begin(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	place_open(&place);
	unsetenv("SSH_AUTH_SOCK");
	socket_path = mem_fmt("%s/agent", place.path);
	snprintf(address.sun_path, sizeof address.sun_path, "%s", socket_path);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
}

static void end(void)
{
	agents_release(&got);
	close(listener);
	free(socket_path);
	place_close(&place);
}

TestSuite(cli_agents, .init = begin, .fini = end);

static int open_option(const char *option)
{
	AUTO(strs_release) struct strs options = {0};

	strs_add(&options, str_of(option));
	return agents_open(&options, &got, &e);
}

static void is(const char *id)
{
	struct stat st;

	cr_assert_eq(got.n, 1);
	cr_assert(str_eq(got.p[0].id, str_of(id)));
	cr_assert(fstat(got.p[0].fd, &st) == 0 && S_ISSOCK(st.st_mode));
}

Test(cli_agents, a_socket_by_name)
{
	AUTO(mem_release) char *option = mem_fmt("work=%s", socket_path);

	cr_assert_eq(open_option(option), 0, "%s", e.text);
	is("work");
}

Test(cli_agents, the_environments)
{
	setenv("SSH_AUTH_SOCK", socket_path, 1);
	cr_assert_eq(open_option("default"), 0, "%s", e.text);
	is("default");
}

Test(cli_agents, there_is_none)
{
	cr_assert_eq(open_option("default"), -1);
	cr_assert_eq(e.kind, ERR_USAGE);
	cr_assert(strstr(e.text, "there is no agent"));
	cr_assert_eq(open_option("=x"), -1);
	cr_assert_eq(open_option("x=/not/there"), -1);
	cr_assert(strstr(e.text, "/not/there"));
}

Test(cli_agents, a_file_is_no_agent)
{
	cr_assert_eq(open_option("x=/dev/null"), -1);
	cr_assert(strstr(e.text, "is no socket") && strstr(e.hint, "ssh-add"));
}

Test(cli_agents, a_context_by_ssh_has_the_users)
{
	static const char *const others[] = {".", "https://h/x.git", "git://h/x", "ssh://-x/y"};
	AUTO(strs_release) struct strs options = {0};

	agents_for_context("git@h:x", &options);
	cr_assert_eq(options.n, 0, "there is none");
	setenv("SSH_AUTH_SOCK", socket_path, 1);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		agents_for_context(others[i], &options);
	cr_assert_eq(options.n, 0);
	agents_for_context("git@h:x", &options);
	agents_for_context("ssh://git@h/x", &options);
	cr_assert(options.n == 1 && strs_has(&options, STR("default")), "once");
}
