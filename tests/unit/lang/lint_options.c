/* `skip=RULE;error=true`, and what it makes of a rule. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "lang/lint.h"

Test(lint_options, parse)
{
	AUTO(lint_options_release) struct lint_options o = {0};
	struct err e = {0};

	cr_assert_eq(lint_options_parse(STR(" skip = A, B ; error=True;;"), &o, &e), 0);
	cr_assert(strs_has(&o.skip, STR("A")) && strs_has(&o.skip, STR("B")));
	cr_assert(o.error && !o.skip_all);
	lint_options_release(&o);
	cr_assert_eq(lint_options_parse(STR(""), &o, &e), 0);
	cr_assert_lt(lint_options_parse(STR("skip"), &o, &e), 0);
	cr_assert_lt(lint_options_parse(STR("x=1"), &o, &e), 0);
	cr_assert_lt(lint_options_parse(STR("skip=a;error=2"), &o, &e), 0);
	cr_assert_str_eq(e.id, "check-bool");
	cr_assert_eq(o.skip.n, 0);
}

Test(lint_options, a_copy_has_everything_and_is_its_own)
{
	AUTO(lint_options_release) struct lint_options from = {0};
	AUTO(lint_options_release) struct lint_options to = {0};
	struct err e = {0};

	cr_assert_eq(lint_options_parse(STR("skip=A;experimental=B;error=1"), &from, &e), 0);
	from.experimental_all = true;
	lint_options_copy(&to, &from);
	lint_options_release(&from);
	cr_assert(strs_has(&to.skip, STR("A")) && strs_has(&to.experimental, STR("B")));
	cr_assert(to.error && to.experimental_all && !to.skip_all);
	lint_options_copy(&to, &to);
	cr_assert_eq(to.skip.n, 1, "a copy of itself changes nothing");
}

Test(lint_options, wants)
{
	AUTO(lint_options_release) struct lint_options o = {0};
	struct instr commented = {.comment = STR("words\ncheck=skip=UndefinedVar")};
	struct err e = {0};

	cr_assert(lint_wants(&o, NULL, RULE_UNDEFINED_VAR));
	cr_assert(!lint_wants(&o, &commented, RULE_UNDEFINED_VAR));
	cr_assert(lint_wants(&o, &commented, RULE_JSON_ARGS));
	cr_assert(!lint_wants(&o, NULL, RULE_DESCRIPTION));
	cr_assert_eq(lint_options_parse(STR("experimental=all;skip=UndefinedVar"), &o, &e), 0);
	cr_assert(lint_wants(&o, NULL, RULE_DESCRIPTION));
	cr_assert(!lint_wants(&o, NULL, RULE_UNDEFINED_VAR));
	cr_assert_str_eq(lint_name(RULE_UNDEFINED_VAR), "UndefinedVar");
}

Test(lint_options, warning_text)
{
	struct warning w = lint_warning(RULE_UNDEFINED_VAR, (struct span){3, 1, 3, 2},
		&(struct diag_with){.a = STR("PATHH"), .b = STR(" (did you mean $PATH?)")});

	cr_assert_str_eq(w.text, "Usage of undefined variable '$PATHH' (did you mean $PATH?)");
	cr_assert_eq(w.span.line, 3);
	free(w.text);
}
