/* The lines at the top of a file. */
#include "parsed.h"

Test(directive, escape)
{
	struct parsed t;

	accepted(&t, "# escape=`\nFROM a\nRUN a `\n b\nENV A=x` y\n");
	cr_assert_eq(t.file.directives.escape, '`');
	same(t.file.instrs.p[1].rest, "a  b");
	same(t.file.instrs.p[2].pairs.p[0].value.raw, "x` y");
	parsed_release(&t);
	accepted(&t, "  # Escape = ` \nFROM a\n");
	cr_assert_eq(t.file.directives.escape, '`');
	parsed_release(&t);
	refused("# escape=x\nFROM a\n", "invalid escape token 'x'", 1);
	refused("# escape=\\\n# escape=\\\nFROM a\n", "only one escape parser directive", 2);
}

Test(directive, the_block_ends)
{
	static const char *const texts[] = {"#x\n# escape=`\nFROM a\n", "\n# escape=`\nFROM a\n",
		"# foo=1\n# escape=`\nFROM a\n", "#!/bin/sh\n# escape=`\nFROM a\n",
		"# escape=\nFROM a\n", "FROM a\n# escape=`\n"};
	struct parsed t;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		accepted(&t, texts[i]);
		cr_assert_eq(t.file.directives.escape, '\\', "%s", texts[i]);
		parsed_release(&t);
	}
}

Test(directive, syntax)
{
	static const char *const builtin[] = {"docker/dockerfile", "docker/dockerfile:1",
		"docker/dockerfile:1.7-labs", "docker/dockerfile-upstream:master",
		"docker.io/docker/dockerfile:1", "docker/dockerfile:1 with words",
		"docker/dockerfile@sha256:aa"};
	struct parsed t;
	char text[128];

	for (size_t i = 0; i < sizeof builtin / sizeof *builtin; i++) {
		snprintf(text, sizeof text, "#syntax=%s\nFROM a\n", builtin[i]);
		accepted(&t, text);
		parsed_release(&t);
	}
	refused("# syntax=evil/frontend:1\nFROM a\n", "another language", 1);
	refused("# syntax=docker/dockerfilex\nFROM a\n", "another language", 1);
	refused("# syntax=example.org/docker/dockerfile\nFROM a\n", "another language", 1);
	refused("#!/x\n# syntax=evil/frontend\nFROM a\n", "another language", 2);
	refused("// syntax=evil/frontend\n", "another language", 1);
	refused("{\"a\": [1, {}], \"syntax\": \"evil\"}", "another language", 1);
	accepted(&t, " # syntax=evil/frontend\nFROM a\n");
	parsed_release(&t);
	parsed_text(&t, "# syntax=evil/frontend:1\nFROM a\n");
	cr_assert_eq(t.e.kind, ERR_UNSUPPORTED);
	cr_assert_eq(t.e.span.col, 10);
	parsed_release(&t);
}

Test(directive, check)
{
	struct parsed t;

	accepted(&t, "# check=skip=all;error=true\nFROM a AS B\n");
	same(t.file.directives.check, "skip=all;error=true");
	cr_assert_eq(t.file.warnings.n, 0);
	parsed_release(&t);
	refused("# check=foo\nFROM a\n", "invalid check option \"foo\"", 1);
	refused("# check=foo=1\nFROM a\n", "invalid check option \"foo\"", 1);
	refused("# check=error=maybe\nFROM a\n", "failed to parse check option \"error=maybe\"", 1);
}

Test(directive, is_no_comment_of_the_first_instruction)
{
	struct parsed t;

	accepted(&t, "# escape=`\n# base is it\nFROM a AS base\n");
	same(t.file.instrs.p[0].comment, "base is it");
	parsed_release(&t);
}
