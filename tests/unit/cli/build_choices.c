#include "cli/build_choices.h"

#include "capture.h"

static struct build_options o;
static struct build_request r;
static struct err e;

static void begin(void)
{
	o = (struct build_options){0};
	r = (struct build_request){0};
	unsetenv("SOURCE_DATE_EPOCH");
}

static void end(void)
{
	build_options_release(&o);
}

TestSuite(cli_build_choices, .init = begin, .fini = end);

Test(cli_build_choices, what_is_not_given_is_the_default)
{
	cr_assert_eq(build_choices_read(&o, &r, &e), 0, "%s", e.text);
	cr_expect_eq(r.dump, DUMP_NONE);
	cr_expect_eq(r.bind.network, NETWORK_HOST);
	cr_expect_eq(r.epoch_s, -1);
	cr_expect(!r.policy.allow_root);
}

Test(cli_build_choices, words_and_numbers)
{
	o.dump = "keys";
	o.network = "none";
	o.timestamp = "77";
	cr_assert_eq(build_choices_read(&o, &r, &e), 0, "%s", e.text);
	cr_expect_eq(r.dump, DUMP_KEYS);
	cr_expect_eq(r.bind.network, NETWORK_NONE);
	cr_expect_eq(r.epoch_s, 77);
	cr_expect(map_has(&o.build_args, STR("SOURCE_DATE_EPOCH")));
}

Test(cli_build_choices, an_unknown_word_is_told_the_known_ones)
{
	enum show_mode mode = SHOW_PLAIN;

	o.dump = "all";
	cr_assert_eq(build_choices_read(&o, &r, &e), -1);
	cr_expect_str_eq(
		e.text, "--dump takes dockerfile, plan, program, keys or sandbox, not `all`");
	cr_expect_eq(e.kind, ERR_USAGE);
	o.dump = NULL;
	o.network = "bridge";
	cr_assert_eq(build_choices_read(&o, &r, &e), -1);
	cr_expect(strstr(e.hint, "this machine's network"));
	o.progress = "loud";
	cr_assert_eq(build_choices_mode(&o, &mode, &e), -1);
	cr_expect_str_eq(e.text, "--progress takes auto, plain, rawjson or quiet, not `loud`");
}

Test(cli_build_choices, progress_is_as_asked_and_quiet_wins)
{
	enum show_mode mode = SHOW_PLAIN;

	o.progress = "rawjson";
	cr_assert_eq(build_choices_mode(&o, &mode, &e), 0);
	cr_expect_eq(mode, SHOW_JSON);
	o.quiet = true;
	cr_assert_eq(build_choices_mode(&o, &mode, &e), 0);
	cr_expect_eq(mode, SHOW_QUIET);
}
