/* instr - the tables of syntax/instructions.def and flags.def, and how to look things up in them.
 */
#include "lang/instr.h"

#include <assert.h>

#define TEXT(lit)                                                                                  \
	{                                                                                          \
		lit, sizeof(lit) - 1                                                               \
	}
#define YES true
#define NO false

static const struct instr_row instr_rows[INSTR_KINDS] = {
#define INSTRUCTION(KIND, ARGUMENTS, HEREDOC, TRIGGER, LINE)                                       \
	[INSTR_##KIND] = {TEXT(#KIND), GRAMMAR_##ARGUMENTS, HEREDOC, TRIGGER},
#include "instructions.def"
#undef INSTRUCTION
};

static const struct str names[INSTR_KINDS] = {
#define INSTRUCTION(KIND, ...) TEXT(#KIND),
#include "instructions.def"
#undef INSTRUCTION
};

static const struct flag_row flag_rows[] = {
#define FLAG(KIND, NAME, TYPE, EXPANDED, KEYED, VALUES, LINE)                                      \
	{INSTR_##KIND, TEXT(NAME), FLAG_##TYPE, TEXT(VALUES)},
#include "flags.def"
#undef FLAG
};

enum { FLAGS = sizeof flag_rows / sizeof *flag_rows, VALUES_MAX = 8 };

const struct instr_row *instr_row(enum instr_kind kind)
{
	assert(kind < INSTR_KINDS);
	return &instr_rows[kind];
}

const char *instr_name(enum instr_kind kind)
{
	return instr_row(kind)->name.p;
}

bool instr_find(struct str word, enum instr_kind *out)
{
	for (size_t i = 0; i < INSTR_KINDS; i++) {
		if (!str_eq_nocase(word, names[i]))
			continue;
		*out = (enum instr_kind)i;
		return true;
	}
	return false;
}

struct str instr_nearest(struct str word)
{
	return str_nearest(word, names, INSTR_KINDS);
}

const struct flag_row *flag_find(enum instr_kind kind, struct str name)
{
	for (size_t i = 0; i < FLAGS; i++)
		if (flag_rows[i].kind == kind && str_eq(flag_rows[i].name, name))
			return &flag_rows[i];
	return NULL;
}

struct str flag_nearest(enum instr_kind kind, struct str name)
{
	struct str candidates[FLAGS];
	size_t n = 0;

	for (size_t i = 0; i < FLAGS; i++)
		if (flag_rows[i].kind == kind)
			candidates[n++] = flag_rows[i].name;
	return str_nearest(name, candidates, n);
}

bool flag_allows(const struct flag_row *row, struct str value, struct str *nearest)
{
	struct str candidates[VALUES_MAX];
	struct str rest = row->values;
	size_t n = 0;

	*nearest = STR("");
	if (rest.n == 0)
		return true;
	while (rest.n > 0 && n < VALUES_MAX) {
		str_cut(rest, '|', &candidates[n], &rest);
		if (str_eq(candidates[n++], value))
			return true;
	}
	*nearest = str_nearest(value, candidates, n);
	return false;
}

const struct flag *instr_flag(const struct instr *i, const char *name)
{
	for (size_t k = i->flags.n; k > 0; k--)
		if (str_eq(i->flags.p[k - 1].name, str_of(name)))
			return &i->flags.p[k - 1];
	return NULL;
}

bool instr_switch(const struct instr *i, const char *name, bool otherwise)
{
	const struct flag *f = instr_flag(i, name);

	return f ? str_eq(f->value, STR("true")) : otherwise;
}
