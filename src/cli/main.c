/* main - the command line: which command, and what all of them share. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/command.h"
#include "cli/other_commands.h"
#include "cli/show.h"

enum { COMMANDS_MAX = 32 };

static int help(FILE *to)
{
	fprintf(to, "Usage: lichen COMMAND [OPTIONS]\n\n"
		    "Builds OCI images from Dockerfiles without root and without a daemon;\n"
		    "the images do not run as root either.\n\nCommands:\n");
	for (size_t i = 0; commands[i]; i++)
		fprintf(to, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
	fprintf(to, "\n`lichen COMMAND --help` tells more.\n");
	return to == stdout ? 0 : 2;
}

static int unknown_command(const char *word)
{
	struct str names[COMMANDS_MAX];
	struct err e;
	size_t n = 0;

	for (; commands[n] && n < COMMANDS_MAX; n++)
		names[n] = str_of(commands[n]->name);
	struct str near = str_nearest(str_of(word), names, n);

	err_set(&e, ERR_USAGE, "unknown command: %s", word);
	if (other_command_cure(word))
		err_hint(&e, "%s", other_command_cure(word));
	else if (near.n)
		err_hint(&e, "did you mean `lichen %.*s`?", STR_FMT(near));
	else
		err_hint(&e, "`lichen --help` lists the commands");
	show_error(NULL, &e, STR(""));
	return show_exit_code(&e);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return help(stderr);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
		strcmp(argv[1], "help") == 0)
		return help(stdout);
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-v") == 0 ||
		strcmp(argv[1], "version") == 0) {
		printf("lichen %s\n", LICHEN_VERSION);
		return 0;
	}
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, argv[1]) == 0)
			return commands[i]->run(commands[i], argc - 1, argv + 1);
	return unknown_command(argv[1]);
}
