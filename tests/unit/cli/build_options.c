#include "cli/build_options.h"

#include "capture.h"

/* A table with a slip (two options of one name, a field of another's type) fails here. */
Test(cli_build_options, every_option_has_a_field_of_its_own)
{
	for (const struct opt *a = build_options_table; a->name; a++) {
		cr_assert_eq(a->argument == NULL, a->kind == OPT_FLAG, "--%s", a->name);
		cr_assert_eq(a->choices != NULL, a->kind == OPT_CHOICE, "--%s", a->name);
		cr_assert(a->help && a->help[0], "--%s", a->name);
		cr_assert_lt(a->offset, sizeof(struct build_options));
		for (const struct opt *b = a + 1; b->name; b++) {
			cr_assert_str_neq(a->name, b->name);
			cr_assert_neq(a->offset, b->offset, "--%s and --%s", a->name, b->name);
			cr_assert(a->letter == 0 || a->letter != b->letter, "-%c", a->letter);
		}
	}
}

Test(cli_build_options, a_whole_command_line)
{
	static const struct command command = {"build", "CONTEXT", "", build_options_table, NULL};
	char *argv[] = {"build", "-t", "a", "-tb", "--build-arg=X=1", "--label", "l", "-qj4",
		"--no-cache", "--allow-root", "--reason=why", "-o", "out", "."};
	AUTO(build_options_release) struct build_options o = {0};
	AUTO(strs_release) struct strs operands = {0};
	struct err e;

	cr_assert_eq(opt_parse(&command, sizeof argv / sizeof *argv, argv, &o, &operands, &e), 0,
		"%s", e.text);
	cr_assert_eq(o.tags.n, 2);
	cr_assert_eq(o.outputs.n, 1);
	cr_assert(map_has(&o.build_args, STR("X")) && map_has(&o.labels, STR("l")));
	cr_assert(o.quiet && o.no_cache && o.allow_root && !o.default_user && !o.pull);
	cr_assert_eq(o.jobs, 4);
	cr_assert_str_eq(o.reason, "why");
	cr_assert_eq(operands.n, 1);
}
