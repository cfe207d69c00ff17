/* Rows become errors; hints without a nearest word are left out. */
#include "lang/diag.h"

#include <criterion/criterion.h>
#include <string.h>

Test(diag, fills)
{
	struct err e = {0};

	cr_assert_eq(diag(&e, UNKNOWN_FLAG, .a = STR("chwon"), .c = STR("chown")), -1);
	cr_assert_str_eq(e.text, "unknown flag: --chwon");
	cr_assert_str_eq(e.hint, "did you mean --chown?");
	cr_assert_str_eq(e.id, "unknown-flag");
	cr_assert_eq(e.kind, ERR_SYNTAX);
	diag(&e, UNKNOWN_FLAG, .a = STR("x"));
	cr_assert_str_eq(e.hint, "");
}

Test(diag, pieces_are_cut_and_printable)
{
	char long_text[1000];
	struct err e = {0};

	memset(long_text, 'x', sizeof long_text);
	diag(&e, UNKNOWN_INSTRUCTION, .a = {long_text, sizeof long_text});
	cr_assert_lt(strlen(e.text), 300);
	diag(&e, UNKNOWN_INSTRUCTION, .a = STR("a\0b\x1b"));
	cr_assert_str_eq(e.text, "unknown instruction: a b\\x1b");
}

Test(diag, a_piece_may_be_the_error_s_own_text)
{
	struct err e = {0};

	err_set(&e, ERR_INVALID, "the cause");
	diag(&e, PLATFORM_BAD, .a = STR("x"), .b = str_of(e.text));
	cr_assert_str_eq(e.text, "failed to parse platform x: the cause");
	diag(&e, UNKNOWN_FLAG, .a = STR("x"), .c = str_of(e.text));
	cr_assert_str_eq(e.hint, "did you mean --failed to parse platform x: the cause?");
}

static const struct row {
	const char *id, *text, *explanation;
} rows[] = {
#define DIAGNOSTIC(ROW, KIND, ID, TEXT, HINT, EXPLANATION) {ID, TEXT, EXPLANATION},
#include "diagnostics.def"
};

/* Ids fit into an error, and none is given twice. */
Test(diag, rows)
{
	for (size_t i = 0; i < DIAGNOSTICS; i++) {
		cr_assert_lt(strlen(rows[i].id), sizeof((struct err *)0)->id);
		cr_assert(rows[i].text[0] && rows[i].explanation[0], "%s", rows[i].id);
		for (size_t k = 0; k < i; k++)
			cr_assert_str_neq(rows[k].id, rows[i].id);
	}
}
