/* other_commands - commands of docker, podman and buildah that lichen has not, and what to do.
 *
 * Layer: cli.
 */
#ifndef CLI_OTHER_COMMANDS_H
#define CLI_OTHER_COMMANDS_H

/* NULL: nobody's command. */
const char *other_command_cure(const char *word);

#endif
