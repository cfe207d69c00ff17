/* dump - a parsed Dockerfile as text, one item a line. */
#include "lang/dump.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "lang/source.h"

static char *dump_of(const char *text)
{
	AUTO(source_release) struct source source = {0};
	AUTO(dockerfile_release) struct dockerfile file = {0};
	struct buf out = {0};
	struct err e;

	cr_assert_eq(source_make("Dockerfile", str_of(text), &source, &e), 0);
	cr_assert_eq(dockerfile_parse(&source, &file, &e), 0, "%s", e.text);
	dockerfile_dump(&file, &out);
	return buf_take(&out);
}

Test(lang_dump, an_item_stays_on_its_line)
{
	char *text = dump_of("FROM scratch AS a\nCOPY <<E /x\none \"two\"\n\tthree\\\nE\n");

	cr_expect_str_eq(text, "escape \\\n"
			       "1-1 FROM\n  image \"scratch\"\n  as \"a\"\n"
			       "2-5 COPY\n  word \"<<E\"\n  word \"/x\"\n"
			       "  heredoc \"E\"\n  body \"one \\\"two\\\"\\n\\x09three\\\\\\n\"\n");
	free(text);
}

Test(lang_dump, flags_pairs_and_forms)
{
	char *text = dump_of(
		"FROM a\nENV A=1 B=\"x y\"\nCOPY --link --chown=1 a b\nCMD [\"x\"]\nRUN y\n");

	cr_expect_str_eq(text,
		"escape \\\n"
		"1-1 FROM\n  image \"a\"\n"
		"2-2 ENV\n  key \"A\"\n  value \"1\"\n  key \"B\"\n  value \"\\\"x y\\\"\"\n"
		"3-3 COPY\n  flag link\n  flag chown=\"1\"\n  word \"a\"\n  word \"b\"\n"
		"4-4 CMD exec\n  word \"x\"\n"
		"5-5 RUN\n  text \"y\"\n");
	free(text);
}
