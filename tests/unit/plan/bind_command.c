/* CMD, ENTRYPOINT, SHELL, HEALTHCHECK: what the config keeps. */
#include <criterion/criterion.h>

#include "plan/history.h"
#include "support.h"

#define BASE                                                                                       \
	"{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\","            \
	"\"diff_ids\":[]},\"config\":"

static void expect(const char *base, const char *text, const char *entrypoint, const char *cmd)
{
	AUTO(bound_release) struct bound b = {.bases = {base}};
	AUTO(buf_release) struct buf whole = {0}, got = {0};

	buf_fmt(&whole, "FROM %s\n%s", base ? "debian" : "scratch", text);
	cr_assert_eq(bound_make(&b, buf_cstr(&whole)), 0, "%s", b.planned.e.text);
	history_plain(&bound_config(&b)->entrypoint, &got);
	cr_expect_str_eq(buf_cstr(&got), entrypoint, "%s", text);
	buf_clear(&got);
	history_plain(&bound_config(&b)->cmd, &got);
	cr_expect_str_eq(buf_cstr(&got), cmd, "%s", text);
}

Test(plan_bind_command, entrypoint_and_cmd)
{
	static const char cmd_base[] = BASE "{\"Cmd\":[\"c\"]}}";
	static const char both_base[] = BASE "{\"Cmd\":[\"c\"],\"Entrypoint\":[\"e\"]}}";
	static const char entry_base[] = BASE "{\"Entrypoint\":[\"e\"]}}";

	expect(cmd_base, "ENTRYPOINT [\"x\"]\n", "[x]", "[]");
	expect(NULL, "CMD [\"a\"]\nENTRYPOINT [\"x\"]\n", "[x]", "[a]");
	expect(NULL, "ENTRYPOINT [\"x\"]\nCMD [\"a\"]\n", "[x]", "[a]");
	expect(NULL, "ENTRYPOINT [\"x\"]\nCMD [\"a\"]\nENTRYPOINT [\"y\"]\n", "[y]", "[a]");
	expect(entry_base, "CMD [\"a\"]\n", "[e]", "[a]");
	expect(both_base, "ENTRYPOINT []\n", "[]", "[]");
	expect(both_base, "RUN x\n", "[e]", "[c]");
	expect(cmd_base, "CMD a\n", "[]", "[/bin/sh -c a]");
}

Test(plan_bind_command, the_shell_at_the_time_of_the_line)
{
	static const char shell_base[] = BASE "{\"Shell\":[\"/bin/bash\",\"-lc\"]}}";

	expect(NULL, "CMD x\nSHELL [\"/bin/ash\"]\n", "[]", "[/bin/sh -c x]");
	expect(NULL, "SHELL [\"/bin/ash\",\"-c\"]\nCMD x\n", "[]", "[/bin/ash -c x]");
	expect(shell_base, "ENTRYPOINT x y\n", "[/bin/bash -lc x y]", "[]");
}

/* A SHELL was chosen, by whoever it was: its form is meant. */
Test(plan_bind_command, json_is_recommended_where_no_shell_was_chosen)
{
	static const char shell_base[] = BASE "{\"Shell\":[\"/bin/bash\",\"-lc\"]}}";
	static const char plain_base[] = BASE "{}}";
	static const struct {
		const char *base, *text;
		size_t warnings;
	} rows[] = {
		{plain_base, "FROM debian\nCMD x\nENTRYPOINT y\n", 2},
		{plain_base, "FROM debian\nCMD [\"x\"]\nENTRYPOINT [\"y\"]\n", 0},
		{plain_base, "FROM debian\nSHELL [\"/bin/ash\"]\nCMD x\n", 0},
		{shell_base, "FROM debian\nCMD x\nENTRYPOINT y\n", 0},
		{shell_base, "FROM debian AS a\nFROM a\nCMD x\n", 0},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		AUTO(bound_release) struct bound b = {.bases = {rows[i].base}};

		cr_assert_eq(bound_make(&b, rows[i].text), 0, "%s", b.planned.e.text);
		cr_expect_eq(b.program.warnings.n, rows[i].warnings, "%s", rows[i].text);
	}
}

Test(plan_bind_command, args_escaped_stays)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch\nCMD [\"a\"]\n"), 0);
	cr_expect(bound_config(&b)->args_escaped);
	cr_expect(bound_config(&b)->cmd_set);
}

Test(plan_bind_command, healthcheck_replaces_the_bases)
{
	static const char base[] =
		BASE "{\"Healthcheck\":{\"Test\":[\"CMD\",\"old\"],\"Interval\":1000000000}}}";
	AUTO(bound_release) struct bound b = {.bases = {base}};

	cr_assert_eq(bound_make(&b, "FROM debian\nHEALTHCHECK --retries=2 CMD new $X\n"), 0);
	const struct healthcheck *h = &bound_config(&b)->healthcheck;

	cr_assert(h->set);
	cr_assert_eq(h->test.n, 2);
	cr_expect(str_eq(h->test.p[0], STR("CMD-SHELL")));
	cr_expect(str_eq(h->test.p[1], STR("new $X")));
	cr_expect_eq(h->interval_ns, 0);
	cr_expect_eq(h->retries, 2);
}

Test(plan_bind_command, a_nul_byte_is_refused)
{
	bound_refuse("CMD [\"a\\u0000b\"]\n", 1, "the value has a NUL byte");
	bound_refuse("HEALTHCHECK CMD [\"a\\u0000b\"]\n", 1, "the value has a NUL byte");
}
