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

/* Every row can be found, fits, and uses no piece that does not exist. */
Test(diag, rows)
{
	for (int i = 0; i < DIAGNOSTICS; i++) {
		const struct diagnostic_row *row = diag_row((enum diagnostic)i);

		cr_assert_eq(diag_find(row->id), row, "%s", row->id);
		cr_assert_lt(strlen(row->id), sizeof((struct err *)0)->id);
		cr_assert(row->text[0] && row->explanation[0], "%s", row->id);
	}
	cr_assert_null(diag_find("no-such-id"));
}
