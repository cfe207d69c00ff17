/* command - what every command of the command line offers: a row of main's table.
 *
 * Layer: cli.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli/opt.h"

extern const struct command command_build, command_images, command_inspect, command_history,
	command_rmi, command_prune, command_df;

#endif
