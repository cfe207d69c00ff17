#include <criterion/criterion.h>
#include <string.h>

#include "lichen/dockerfile.h"

static int parse(const char *text, struct lichen_dockerfile **file, struct lichen_error *error)
{
	return lichen_dockerfile_parse("Containerfile", text, strlen(text), file, error);
}

Test(build_public_dockerfile, instructions_and_warnings)
{
	const struct lichen_instruction *list;
	const struct lichen_warning *warnings;
	struct lichen_dockerfile *file;
	struct lichen_error error;

	cr_assert_eq(parse("# a comment\nFROM scratch AS Big\ncopy a \\\n  b\nRUN <<x\ny\nx\n",
			     &file, &error),
		0, "%s", error.text);
	cr_assert_eq(lichen_dockerfile_instructions(file, &list), 3);
	cr_assert_str_eq(list[0].name, "FROM");
	cr_assert_str_eq(list[1].name, "COPY");
	cr_assert_str_eq(list[1].text, "copy a   b");
	cr_assert(list[1].line == 3 && list[1].end_line == 4);
	cr_assert(list[2].line == 5 && list[2].end_line == 7);
	size_t n = lichen_dockerfile_warnings(file, &warnings);
	bool casing = false;

	for (size_t i = 0; i < n; i++)
		casing = casing || (strcmp(warnings[i].rule, "StageNameCasing") == 0 &&
					   warnings[i].line == 2 && warnings[i].text[0]);
	cr_assert(casing);
	lichen_dockerfile_free(file);
}

Test(build_public_dockerfile, a_mistake_has_its_place)
{
	struct lichen_dockerfile *file = (void *)1;
	struct lichen_error error;

	cr_assert_eq(parse("FROM scratch\n\nCOPPY a b\n", &file, &error), -1);
	cr_assert_null(file);
	cr_assert_eq(error.kind, LICHEN_ERROR_SYNTAX);
	cr_assert_str_eq(error.id, "unknown-instruction");
	cr_assert_str_eq(error.file, "Containerfile");
	cr_assert_eq(error.line, 3);
	cr_assert_str_eq(error.hint, "did you mean COPY?");
}

Test(build_public_dockerfile, an_empty_file_and_an_endless_line)
{
	char line[70001];
	struct lichen_dockerfile *file;
	struct lichen_error error;

	cr_assert_eq(parse("", &file, &error), -1);
	memset(line, 'x', sizeof line - 1);
	line[sizeof line - 1] = '\0';
	cr_assert_eq(parse(line, &file, &error), -1);
	cr_assert_eq(error.kind, LICHEN_ERROR_LIMIT);
	cr_assert_eq(error.line, 1);
	lichen_dockerfile_free(NULL);
}
