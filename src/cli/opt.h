/* opt - a command's options as one table: the parser, the help text and the completion at once.
 *
 * Long options take `--name VALUE` or `--name=VALUE`, short ones `-n VALUE` or `-nVALUE`; flags
 * take `--name` or `--name=true|false`. Options and operands may be mixed; `--` ends options. An
 * unknown option is answered with the nearest one, an operand of a command that takes none with an
 * error.
 *
 * Owns: lists and maps belong to the caller's structs. Fails: ERR_USAGE. Layer: cli.
 */
#ifndef CLI_OPT_H
#define CLI_OPT_H

#include <stddef.h>
#include <stdio.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/strs.h"
#include "cli/other_options.h"

enum opt_kind {
	OPT_FLAG,   /* bool */
	OPT_TEXT,   /* const char *: the last one wins */
	OPT_NUMBER, /* int, >= 0 */
	OPT_LIST,   /* struct strs */
	OPT_PAIRS,  /* struct map: NAME=VALUE, or NAME alone with the environment's value */
	OPT_LABELS, /* struct map: NAME=VALUE, or NAME alone with an empty value */
	OPT_CHOICE, /* const char *: one of choices; alone the first of them */
};

struct opt {
	char letter; /* 0: none */
	const char *name;
	enum opt_kind kind;
	size_t offset;        /* of its field in the caller's struct */
	const char *argument; /* as the help names it; NULL for flags */
	const char *help;
	const char *const *choices; /* OPT_CHOICE: NULL ends them */
};

struct command {
	const char *name;
	const char *operands;      /* "CONTEXT" as the usage line shows it; "": none are taken */
	const char *summary;       /* one line */
	const struct opt *options; /* ends with a zero row */
	int (*run)(const struct command *self, int argc, char **argv);
	const struct other_opt *others; /* other tools' options; NULL: none */
	size_t notes; /* where the struct strs of what is said of them stands; 0: nothing is */
};

/* values is the caller's struct, zero but for defaults. 1: --help was asked for and printed. */
MUST_CHECK int opt_parse(const struct command *command, int argc, char **argv, void *values,
	struct strs *operands, struct err *e);
void opt_help(const struct command *command, FILE *to);

#endif
