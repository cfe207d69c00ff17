/* instr - the tables of syntax/instructions.def and flags.def, and how to look things up in them.
 *
 * Of a row only what the parser asks for: the columns for people are syntax/generate.c's.
 *
 * Owns: nothing; rows are constant. Fails: never. Layer: lang.
 *
 *     const struct flag_row *row = flag_find(INSTR_COPY, STR("chown"));
 */
#ifndef LANG_INSTR_H
#define LANG_INSTR_H

#include <stdbool.h>

#include "base/str.h"
#include "lang/parse.h"

/* What follows keyword and flags; each has its parser in grammar.c. */
enum grammar {
	GRAMMAR_BASE,    /* IMAGE [AS NAME] */
	GRAMMAR_COMMAND, /* a JSON array, or text for the shell */
	GRAMMAR_HEALTH,  /* NONE, or CMD and a command */
	GRAMMAR_LIST,    /* a JSON array, or words; none empty */
	GRAMMAR_NAMES,   /* NAME or NAME=VALUE, several */
	GRAMMAR_PAIRS,   /* NAME=VALUE, several; or NAME VALUE */
	GRAMMAR_PATHS,   /* a JSON array, or words: sources and a destination */
	GRAMMAR_SHELL,   /* a JSON array */
	GRAMMAR_TEXT,    /* the rest of the line */
	GRAMMAR_TRIGGER, /* an instruction */
	GRAMMAR_WORDS,   /* words between blanks */
	GRAMMARS
};

struct instr_row {
	struct str name;
	enum grammar grammar;
	bool heredoc, trigger;
};

enum flag_type { FLAG_BOOL, FLAG_STRING, FLAG_STRINGS };

struct flag_row {
	enum instr_kind kind;
	struct str name;
	enum flag_type type;
	struct str values; /* joined by `|`; empty: any */
};

const struct instr_row *instr_row(enum instr_kind kind);
bool instr_find(struct str word, enum instr_kind *out); /* in any case */
struct str instr_nearest(struct str word);              /* the empty str when none is near */
const struct flag_row *flag_find(enum instr_kind kind, struct str name); /* or NULL */
struct str flag_nearest(enum instr_kind kind, struct str name);
/* Is value allowed? If not, the nearest one that is goes to *nearest. */
bool flag_allows(const struct flag_row *row, struct str value, struct str *nearest);

#endif
