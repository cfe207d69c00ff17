/* git_run - what a command sees, what it is kept from, and how it is ended. */
#include "remote/git_run.h"

#include <string.h>
#include <time.h>

#include "inside.h"
#include "place.h"
#include "sys/fd.h"

TestSuite(git_run, .timeout = 60);

static const struct git_url none = {.remote = "", .host = ""};

static struct git_access granted(void)
{
	return (struct git_access){.search = "/usr/bin:/bin", .agent_fd = -1, .cancel_fd = -1};
}

/* An alias that begins with `!` is a command of a shell: the shortest way to look around. */
static int look(const struct git *g, const char *script, struct buf *out, struct err *e)
{
	char alias[512];

	snprintf(alias, sizeof alias, "alias.look=!%s", script);
	return git_run(g, (const char *const[]){"-c", alias, "look", NULL}, 20, out, e);
}

static int confined(void *argument)
{
	struct place *p = argument;
	struct git_access access = granted();
	struct git g = {&access, &none, TREE_NONE};
	AUTO(buf_release) struct buf out = {0};
	struct err e;

	access.known_hosts = STR("h key\n");
	CHECK_OK(tree_open(p->path, &g.work, &e));
	CHECK_OK(look(&g,
		"cat /run/lichen-known-hosts; pwd; id -u; ls -A / | tr '\\n' ' '; "
		"echo x >/made; touch /usr/x /etc/x 2>&1 | wc -l; grep CapEff "
		"/proc/self/status; test -e /home && echo home; ls /proc | grep -c '^[0-9]'",
		&out, &e));
	CHECK(strstr(buf_cstr(&out), "h key\n/\n0\n"));
	CHECK(strstr(buf_cstr(&out), " 2\nCapEff:\t0000000000000000\n"));
	CHECK(!strstr(buf_cstr(&out), "home"));
	CHECK(tree_has(&g.work, "made"));
	CHECK(!tree_has(&g.work, "usr")); /* what was mounted on is gone again */
	CHECK(look(&g, "echo hint: no >&2; echo fatal: so >&2; exit 3", NULL, &e) == -1);
	CHECK(strcmp(e.text, "git: fatal: so") == 0);
	CHECK(look(&g, "head -c 3000000 /dev/zero", &out, &e) == -1);
	CHECK(e.kind == ERR_LIMIT);
	tree_close(&g.work);
	return 0;
}

Test(git_run, sees_programs_and_its_work_alone)
{
	struct place p;

	place_open(&p);
	inside(confined, &p);
	place_close(&p);
}

static int ended(void *argument)
{
	struct place *p = argument;
	struct git_access access = granted();
	struct git g = {&access, &none, TREE_NONE};
	time_t start = time(NULL);
	struct err e;
	int ends[2];

	CHECK_OK(tree_open(p->path, &g.work, &e));
	CHECK(git_run(&g,
		      (const char *const[]){"-c", "alias.look=!sleep 50 & sleep 50", "look", NULL},
		      1, NULL, &e) == -1);
	CHECK(e.kind == ERR_LIMIT && strstr(e.text, "1 seconds"));
	CHECK_OK(fd_pipe(ends, &e));
	CHECK(write(ends[1], "x", 1) == 1);
	access.cancel_fd = ends[0];
	CHECK(look(&g, "sleep 50", NULL, &e) == -1);
	CHECK(e.kind == ERR_CANCELLED);
	CHECK(time(NULL) - start < 20);
	tree_close(&g.work);
	return 0;
}

Test(git_run, ends_in_time)
{
	struct place p;

	place_open(&p);
	inside(ended, &p);
	place_close(&p);
}
