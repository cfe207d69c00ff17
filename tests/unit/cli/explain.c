#include "capture.h"
#include "cli/command.h"
#include "lang/diag.h"
#include "lang/lint.h"

static struct buf out, err;

static void end(void)
{
	buf_release(&out);
	buf_release(&err);
}

TestSuite(cli_explain, .fini = end);

static int explain(const char *const *words)
{
	return command_text(&command_explain, words, &out, &err);
}

Test(cli_explain, every_id_is_listed_and_found_and_there_once)
{
	struct str line;
	size_t n = 0;

	cr_assert_eq(explain(WORDS(NULL)), 0);
	AUTO(buf_release) struct buf list = {0};

	buf_str_add(&list, buf_str(&out));
	struct str rest = buf_str(&list);

	while (str_cut(rest, '\n', &line, &rest)) {
		char id[64];

		snprintf(id, sizeof id, "%.*s", (int)str_find(line, ' '), line.p);
		cr_assert_eq(explain(WORDS(id)), 0, "%s", id);
		cr_assert_eq(
			strncmp(buf_cstr(&out), id, strlen(id)), 0, "two topics are called %s", id);
		LACKS(&out, "{a}");
		n++;
	}
	cr_assert_geq(n, DIAGNOSTICS + LINT_RULES);
}

Test(cli_explain, a_diagnosis_at_length)
{
	cr_assert_eq(explain(WORDS("unknown-instruction")), 0);
	cr_assert_str_eq(buf_cstr(&out),
		"unknown-instruction\n\n  unknown instruction: ...\n  hint: did you mean ...?\n\n"
		"  The first word of a line is no instruction. Often the line before lacks its\n"
		"  continuation character, or a heredoc was opened by an instruction that takes\n"
		"  none.\n");
}

Test(cli_explain, rules_of_either_kind_in_any_case)
{
	cr_assert_eq(explain(WORDS("nr-01", "stagenamecasing")), 0);
	HAS(&out, "NR-01\n\n  the image has no USER\n");
	HAS(&out, "\n\nStageNameCasing\n");
	HAS(&out, "check=skip=StageNameCasing");
}

Test(cli_explain, what_nobody_knows)
{
	cr_assert_eq(explain(WORDS("unknown-instructoin")), 2);
	HAS(&err, "did you mean unknown-instruction?");
	cr_assert_eq(explain(WORDS("zzzzzzzzzzzz")), 2);
	HAS(&err, "`lichen explain` lists");
}
