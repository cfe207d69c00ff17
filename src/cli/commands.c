/* commands - every command, in the order of the help. */
#include "cli/command.h"

#include <stddef.h>

const struct command *const commands[] = {
	&command_build,
	&command_check,
	&command_images,
	&command_inspect,
	&command_history,
	&command_rmi,
	&command_prune,
	&command_df,
	&command_explain,
	NULL,
};
