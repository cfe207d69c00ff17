#include "cli/other_commands.h"

#include "capture.h"
#include "cli/command.h"

Test(cli_other_commands, habits_have_a_cure)
{
	cr_assert_str_eq(other_command_cure("bud"), "lichen build");
	cr_assert_not_null(strstr(other_command_cure("push"), "skopeo copy oci-archive:"));
	cr_assert_null(other_command_cure("biuld"));
	cr_assert_null(other_command_cure(""));
}

Test(cli_other_commands, none_is_a_command_of_lichen)
{
	for (size_t i = 0; commands[i]; i++)
		cr_assert_null(other_command_cure(commands[i]->name), "%s", commands[i]->name);
}
