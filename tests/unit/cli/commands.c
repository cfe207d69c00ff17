#include "capture.h"
#include "cli/command.h"

Test(cli_commands, every_command_is_whole_and_can_be_told_apart)
{
	size_t n = 0;

	for (; commands[n]; n++) {
		cr_assert(commands[n]->name && commands[n]->operands && commands[n]->summary);
		cr_assert(commands[n]->options && commands[n]->run);
		for (size_t i = 0; i < n; i++)
			cr_assert_str_neq(commands[i]->name, commands[n]->name);
	}
	cr_assert_gt(n, 0);
}

Test(cli_commands, every_command_helps)
{
	AUTO(buf_release) struct buf out = {0};
	AUTO(buf_release) struct buf err = {0};

	for (size_t i = 0; commands[i]; i++) {
		cr_assert_eq(command_text(commands[i], WORDS("--help"), &out, &err), 0);
		HAS(&out, commands[i]->summary);
		cr_assert_eq(err.n, 0);
	}
}

Test(cli_commands, every_command_refuses_an_unknown_option)
{
	AUTO(buf_release) struct buf out = {0};
	AUTO(buf_release) struct buf err = {0};

	for (size_t i = 0; commands[i]; i++) {
		cr_assert_eq(command_text(commands[i], WORDS("--zzzzzz"), &out, &err), 2, "%s",
			commands[i]->name);
		HAS(&err, "unknown option: --zzzzzz");
	}
}
