/* git_sandbox - what is described for a command, as text; nothing is started. */
#include "remote/git_sandbox.h"

#include <criterion/criterion.h>
#include <string.h>

#include "place.h"
#include "remote/git_env.h"

static const struct git_url none = {.remote = "", .host = ""};

static void described(const struct git_access *access, const struct place *p, struct buf *out)
{
	AUTO(git_sandbox_release) struct git_sandbox box = {.root = ROOTFS_NONE};
	const struct git g = {access, &none, p->dir};
	struct err e;

	cr_assert_eq(git_sandbox_make(&g, (const char *const[]){"version", NULL}, &box, &e), 0,
		"%s", e.text);
	spawn_print(&box.spawn, out);
}

static bool has(const struct buf *text, const char *line)
{
	return memmem(text->p, text->n, line, strlen(line));
}

Test(git_sandbox, has_what_is_granted_and_no_more)
{
	AUTO(place_close) struct place p;
	AUTO(buf_release) struct buf bare = {0}, all = {0};
	struct git_access access = {.agent_fd = -1};

	place_open(&p);
	place_file(&p, "git", "");
	access.search = p.path;
	described(&access, &p, &bare);
	cr_expect(has(&bare, "argv \"git\"\nargv \"version\"\n"));
	cr_expect(has(&bare, "user 0:0\ngroups\ncapabilities 0000000000000000\n"));
	cr_expect(has(&bare, "mount host \"/usr\" from \"/usr\" ro nosuid nodev\n"));
	cr_expect_not(has(&bare, GIT_AGENT_PLACE) || has(&bare, GIT_AUTHORITIES_PLACE));
	cr_expect_not(has(&bare, "\"/home") || has(&bare, "\"/root"));
	access.agent_fd = 0;
	access.ca_file = "/ca.pem";
	access.known_hosts = STR("h key\n");
	described(&access, &p, &all);
	cr_expect(has(&all, "mount bind \"" GIT_AGENT_PLACE "\" nosuid nodev noexec\n"));
	cr_expect(has(&all, "mount host \"" GIT_AUTHORITIES_PLACE "\" from \"/ca.pem\" ro "));
	cr_expect(has(&all, "mount file \"" GIT_KNOWN_HOSTS_PLACE "\" bytes=6 mode=0400 "));
}

Test(git_sandbox, a_machine_without_git)
{
	AUTO(git_sandbox_release) struct git_sandbox box = {.root = ROOTFS_NONE};
	struct git_access access = {.agent_fd = -1};
	struct git g = {&access, &none, TREE_NONE};
	struct err e;

	access.search = "relative:/nonexistent";
	cr_assert_eq(git_sandbox_make(&g, (const char *const[]){"version", NULL}, &box, &e), -1);
	cr_expect_eq(e.kind, ERR_HOST);
	cr_expect_str_eq(e.hint, "sudo apt-get install git");
}
