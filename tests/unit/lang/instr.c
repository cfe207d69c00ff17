/* The tables: what is found, what is near. */
#include "lang/instr.h"

#include <criterion/criterion.h>

Test(instr, instructions)
{
	enum instr_kind kind = INSTR_KINDS;

	cr_assert(instr_find(STR("copy"), &kind) && kind == INSTR_COPY);
	cr_assert(!instr_find(STR("COP"), &kind));
	cr_assert_str_eq(instr_name(INSTR_HEALTHCHECK), "HEALTHCHECK");
	cr_assert(str_eq(instr_nearest(STR("RNU")), STR("RUN")));
	cr_assert(str_eq(instr_nearest(STR("entripoint")), STR("ENTRYPOINT")));
	cr_assert_eq(instr_nearest(STR("zzzzzz")).n, 0);
	cr_assert(instr_row(INSTR_RUN)->heredoc && !instr_row(INSTR_CMD)->heredoc);
	cr_assert(!instr_row(INSTR_FROM)->trigger && instr_row(INSTR_RUN)->trigger);
}

Test(instr, flags)
{
	struct str nearest = STR("");

	cr_assert_eq(flag_find(INSTR_RUN, STR("mount"))->type, FLAG_STRINGS);
	cr_assert_null(flag_find(INSTR_CMD, STR("mount")));
	cr_assert(str_eq(flag_nearest(INSTR_RUN, STR("mont")), STR("mount")));
	cr_assert_eq(flag_nearest(INSTR_CMD, STR("mont")).n, 0);
	cr_assert(flag_allows(flag_find(INSTR_RUN, STR("network")), STR("none"), &nearest));
	cr_assert(!flag_allows(flag_find(INSTR_RUN, STR("network")), STR("hst"), &nearest));
	cr_assert(str_eq(nearest, STR("host")));
	cr_assert(flag_allows(flag_find(INSTR_COPY, STR("from")), STR("anything"), &nearest));
}
