/* main - the command line: which command, and what all of them share. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/command.h"
#include "cli/other_commands.h"
#include "cli/show.h"
#include "cli/wrap.h"

enum { COMMANDS_MAX = 32 };

static int help(FILE *to)
{
	fprintf(to, "Usage: lichen COMMAND [OPTIONS]\n\n"
		    "Builds OCI images from Dockerfiles without root and without a daemon;\n"
		    "the images do not run as root either.\n\nCommands:\n");
	for (size_t i = 0; commands[i]; i++) {
		fprintf(to, "  %-10s ", commands[i]->name);
		wrap(to, str_of(commands[i]->summary), 13);
	}
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
	return show_failure(&e);
}

static const struct command *find(const char *word)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, word) == 0)
			return commands[i];
	return NULL;
}

static bool is_one_of(const char *word, const char *const words[3])
{
	for (size_t i = 0; i < 3; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

static int help_on(const char *word)
{
	const struct command *c = find(word);

	if (!c)
		return unknown_command(word);
	opt_help(c, stdout);
	return 0;
}

static int run(int argc, char **argv)
{
	static const char *const helps[] = {"help", "--help", "-h"};
	static const char *const versions[] = {"version", "--version", "-v"};
	const struct command *c = find(argv[1]);

	if (c)
		return c->run(c, argc - 1, argv + 1);
	if (is_one_of(argv[1], helps))
		return argc > 2 ? help_on(argv[2]) : help(stdout);
	if (!is_one_of(argv[1], versions))
		return unknown_command(argv[1]);
	printf("lichen %s\n", LICHEN_VERSION);
	return 0;
}

int main(int argc, char **argv)
{
	return argc < 2 ? help(stderr) : show_written(run(argc, argv));
}
