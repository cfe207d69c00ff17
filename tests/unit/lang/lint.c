/* Each rule that the text alone decides: where it speaks, and where it must not. */
#include "lang/lint.h"

#include "base/buf.h"
#include "parsed.h"

/* want: "line:Rule: text" joined by newlines. */
static const struct {
	const char *text, *want;
} table[] = {
	{"FROM a AS base\nRUN x\n", ""},
	{"FROM a AS Base\n", "1:StageNameCasing: Stage name 'Base' should be lowercase"},
	{"FROM a as b\n", "1:FromAsCasing: 'as' and 'FROM' keywords' casing do not match"},
	{"from a AS b\n", "1:FromAsCasing: 'AS' and 'from' keywords' casing do not match"},
	{"FROM a\nRUN x \\\n\n  y\n", "4:NoEmptyContinuation: Empty continuation line"},
	{"FROM a\nRUN x\nrun y\n",
		"3:ConsistentInstructionCasing: Command 'run' should match the case of the command "
		"majority (uppercase)"},
	{"from a\nrun x\nRUN y\n",
		"3:ConsistentInstructionCasing: Command 'RUN' should match the case of the command "
		"majority (lowercase)"},
	{"FROM a\nRun x\n",
		"2:ConsistentInstructionCasing: Command 'Run' should match the case of the command "
		"majority (uppercase)"},
	{"arg A\nFROM a\n", ""},
	{"FROM a AS x\nFROM b AS x\n",
		"2:DuplicateStageName: Duplicate stage name \"x\", stage names should be unique"},
	{"FROM a AS scratch\n",
		"1:ReservedStageName: Stage name should not use the same name as reserved stage "
		"\"scratch\""},
	{"FROM a\nCMD x\n",
		"2:JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended "
		"behavior related to OS signals"},
	{"FROM a\nENTRYPOINT x\nSHELL [\"s\"]\n",
		"2:JSONArgsRecommended: JSON arguments recommended for ENTRYPOINT to prevent "
		"unintended behavior related to OS signals"},
	{"FROM a\nSHELL [\"s\"]\nCMD x\n", ""},
	{"FROM a AS b\nSHELL [\"s\"]\nFROM B\nCMD x\n", ""},
	{"FROM a\nCMD [\"x\"]\n", ""},
	{"FROM a\nMAINTAINER x\n",
		"2:MaintainerDeprecated: Maintainer instruction is deprecated in favor of using "
		"label"},
	{"FROM a\nCMD [\"x\"]\nCMD [\"y\"]\nFROM b\nCMD [\"z\"]\n",
		"2:MultipleInstructionsDisallowed: Multiple CMD instructions should not be used in "
		"the same stage because only the last one will be used"},
	{"FROM a\nENV k v\n",
		"2:LegacyKeyValueFormat: \"ENV key=value\" should be used instead of legacy \"ENV "
		"key value\" format"},
	{"FROM a\nENV API_KEY=x PUBLIC_KEY=y MONKEY=z\n",
		"2:SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data "
		"(ENV \"API_KEY\")"},
	{"FROM a\nARG token\n",
		"2:SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data "
		"(ARG \"token\")"},
	{"FROM a\nEXPOSE 80-82/UDP 90/tcp $X/TCP\n",
		"2:ExposeProtoCasing: Defined protocol '80-82/UDP' in EXPOSE instruction should be "
		"lowercase"},
	{"FROM a\nEXPOSE 8080:80\n",
		"2:ExposeInvalidFormat: EXPOSE instruction should not define an IP address or "
		"host-port mapping, found '8080:80'"},
	{"# something else\nFROM a AS base\n", ""},
	{"# check=experimental=all\n# something else\nFROM a AS base\n",
		"3:InvalidDefinitionDescription: Comment for FROM should follow the format: `# "
		"base "
		"<description>`"},
	{"# check=experimental=InvalidDefinitionDescription\n# base is it\nFROM a AS base\n", ""},
	{"# check=experimental=all\n# x\nARG A=1 B\nFROM a\n",
		"3:InvalidDefinitionDescription: Comment for ARG should follow the format: `# "
		"<arg_key> <description>`"},
	{"FROM a\nARG A=1 # note\n", "2:ArgLooksLikeComment: `#` declares a variable: a comment "
				     "cannot follow ARG on its "
				     "line"},
	{"FROM a\nSHELL [\"s\"]\nCMD ['x', 'y']\n", ""},
	{"# check=experimental=all\nFROM a\nSHELL [\"s\"]\nCMD ['x', 'y']\n",
		"4:ExecFormNotJSON: `['x', 'y']` is no JSON array and is taken as plain text: "
		"double quotes around each item, commas between"},
	{"# check=experimental=ExecFormNotJSON\nFROM a\nCOPY [\"x\", \"y\",]\n",
		"3:ExecFormNotJSON: `[\"x\", \"y\",]` is no JSON array and is taken as plain text: "
		"double quotes around each item, commas between"},
	{"# check=experimental=all\nFROM a\nRUN [ \"$x\" = y ]\nRUN [ -f x ]\nRUN [\"a\", \"b\"]\n",
		""},
	{"# check=skip=StageNameCasing\nFROM a AS B\n", ""},
	{"FROM a\n# check=skip=MaintainerDeprecated\nMAINTAINER x\n", ""},
	{"FROM a\n# check=skip=MaintainerDeprecated // it is known\nMAINTAINER x\n", ""},
	{"FROM a\n# check=skip=all // it is known\nMAINTAINER x\n", ""},
	{"# check=skip=all // it is known\nFROM a AS B\n", ""},
	{"# check=skip=FromAsCasing, StageNameCasing why;error=false why\nFROM a AS B\n", ""},
	{"# check=skip=all;experimental=all\n# x\nARG A=1\nFROM a AS B\n",
		"3:InvalidDefinitionDescription: Comment for ARG should follow the format: `# A "
		"<description>`"},
	{"FROM a\n# check=skip=Other\nMAINTAINER x\n",
		"3:MaintainerDeprecated: Maintainer instruction is deprecated in favor of using "
		"label"},
};

Test(lint, table)
{
	struct parsed t;

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		AUTO(buf_release) struct buf got = {0};

		accepted(&t, table[i].text);
		for (size_t k = 0; k < t.file.warnings.n; k++) {
			const struct warning *w = &t.file.warnings.p[k];

			buf_fmt(&got, "%s%u:%s: %s", k ? "\n" : "", w->span.line, w->rule, w->text);
		}
		cr_assert_str_eq(buf_cstr(&got), table[i].want, "%s", table[i].text);
		parsed_release(&t);
	}
}

Test(lint, again_with_other_options)
{
	AUTO(lint_options_release) struct lint_options o = {0};
	struct parsed t;

	accepted(&t, "FROM a AS B\nMAINTAINER x\n");
	cr_assert_eq(t.file.warnings.n, 2);
	cr_assert_eq(lint_options_parse(STR("skip=StageNameCasing"), &o, &t.e), 0);
	lint_run(&t.file, &o);
	cr_assert_eq(t.file.warnings.n, 1);
	cr_assert_str_eq(t.file.warnings.p[0].rule, "MaintainerDeprecated");
	parsed_release(&t);
}

Test(lint, findings_are_bounded)
{
	AUTO(buf_release) struct buf b = {0};
	struct parsed t;

	buf_cstr_add(&b, "FROM a\n");
	for (int i = 0; i < LINT_WARNINGS_MAX + 10; i++)
		buf_cstr_add(&b, "MAINTAINER x\n");
	parsed_bytes(&t, buf_str(&b));
	cr_assert_eq(t.file.warnings.n, LINT_WARNINGS_MAX);
	parsed_release(&t);
}
