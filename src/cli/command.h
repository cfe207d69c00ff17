/* command - every command of the command line: the table that main looks in, and its rows.
 *
 * Layer: cli.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli/opt.h"

extern const struct command command_build, command_check, command_images, command_inspect,
	command_history, command_rmi, command_prune, command_df, command_explain;

/* In the order of the help; NULL ends it. */
extern const struct command *const commands[];

#endif
