/* matrix - every instruction with every flag of the language, right and wrong; made from the
 * tables. */
#include "lang/instr.h"
#include "parsed.h"

static const struct flag_name {
	enum instr_kind owner;
	const char *name;
} flags[] = {
#define FLAG(KIND, NAME, ...) {INSTR_##KIND, NAME},
#include "flags.def"
#undef FLAG
};

enum { FLAGS = sizeof flags / sizeof *flags };

/* Something that each grammar accepts behind the flags. */
static const char *const arguments[GRAMMARS] = {
	[GRAMMAR_BASE] = "image",
	[GRAMMAR_COMMAND] = "x",
	[GRAMMAR_HEALTH] = "CMD x",
	[GRAMMAR_LIST] = "/x",
	[GRAMMAR_NAMES] = "x",
	[GRAMMAR_PAIRS] = "x=y",
	[GRAMMAR_PATHS] = "x y",
	[GRAMMAR_SHELL] = "[\"x\"]",
	[GRAMMAR_TEXT] = "x",
	[GRAMMAR_TRIGGER] = "RUN x",
	[GRAMMAR_WORDS] = "x",
};

/* A value that the flag takes; the digits and the unit of a duration are the hardest to please. */
static void right_value(const struct flag_row *row, char out[64])
{
	struct str first = STR("");
	struct str rest = STR("");

	str_cut(row->values, '|', &first, &rest);
	if (row->type == FLAG_BOOL)
		first = STR("FALSE");
	else if (row->kind == INSTR_HEALTHCHECK)
		first = str_eq(row->name, STR("retries")) ? STR("1") : STR("1s");
	else if (first.n == 0)
		first = STR("x");
	snprintf(out, 64, "%.*s", STR_FMT(first));
}

/* The instruction with these words for flags; want: the error's id, NULL when it must be taken. */
static void expect(enum instr_kind kind, const char *words, const char *want)
{
	struct parsed t;
	char text[256];

	snprintf(text, sizeof text, "FROM a\n%s %s %s\n", instr_name(kind), words,
		arguments[instr_row(kind)->grammar]);
	parsed_text(&t, text);
	if (!want)
		cr_assert_eq(t.result, 0, "`%s`: %s", text, t.e.text);
	else
		cr_assert(t.result < 0 && strcmp(t.e.id, want) == 0 && t.e.span.line == 2,
			"`%s`: %d %s line %u, want %s", text, t.result, t.e.id, t.e.span.line,
			want);
	parsed_release(&t);
}

static void flag_of_its_own(const struct flag_row *row)
{
	char value[64], words[160];
	const char *name = row->name.p;

	right_value(row, value);
	snprintf(words, sizeof words, "--%s=%s", name, value);
	expect(row->kind, words, NULL);
	snprintf(words, sizeof words, "--%s=%s --%s=%s", name, value, name, value);
	expect(row->kind, words, row->type == FLAG_STRINGS ? NULL : "duplicate-flag");
	snprintf(words, sizeof words, "--%s", name);
	expect(row->kind, words, row->type == FLAG_BOOL ? NULL : "flag-value-missing");
	snprintf(words, sizeof words, "--%s%s=%s", name, "x", value);
	expect(row->kind, words, "unknown-flag");
}

static void wrong_value(const struct flag_row *row)
{
	const char *want = NULL;
	char words[160];

	if (row->type == FLAG_BOOL)
		want = "flag-not-boolean";
	else if (row->values.n > 0)
		want = "flag-choice";
	else if (row->kind == INSTR_HEALTHCHECK)
		want = str_eq(row->name, STR("retries")) ? "healthcheck-retries"
							 : "healthcheck-duration";
	if (!want)
		return; /* any text is one of its values here; what it means, plan knows */
	snprintf(words, sizeof words, "--%s=bogus", row->name.p);
	expect(row->kind, words, want);
	if (row->type != FLAG_BOOL)
		return;
	snprintf(words, sizeof words, "--%s=", row->name.p);
	expect(row->kind, words, "flag-value-missing");
}

Test(matrix, every_instruction_takes_its_flags_and_no_other)
{
	size_t own = 0;

	for (int kind = 0; kind < INSTR_KINDS; kind++)
		for (size_t i = 0; i < FLAGS; i++) {
			const struct flag_row *row =
				flag_find((enum instr_kind)kind, str_of(flags[i].name));
			char words[80];

			snprintf(words, sizeof words, "--%s=x", flags[i].name);
			if (!row)
				expect((enum instr_kind)kind, words, "unknown-flag");
			else if ((enum instr_kind)kind == flags[i].owner)
				own++;
		}
	cr_assert_eq(own, FLAGS, "a row of flags.def cannot be found");
}

Test(matrix, right_twice_and_without_a_value)
{
	for (size_t i = 0; i < FLAGS; i++)
		flag_of_its_own(flag_find(flags[i].owner, str_of(flags[i].name)));
}

Test(matrix, wrong_values)
{
	for (size_t i = 0; i < FLAGS; i++)
		wrong_value(flag_find(flags[i].owner, str_of(flags[i].name)));
}

Test(matrix, every_grammar_has_its_arguments)
{
	for (int i = 0; i < GRAMMARS; i++)
		cr_assert_not_null(arguments[i]);
	for (int kind = 0; kind < INSTR_KINDS; kind++)
		expect((enum instr_kind)kind, "", NULL);
}
