#include "cli/excerpt.h"

#include "capture.h"

static void want(struct span span, const char *source, const char *text)
{
	AUTO(buf_release) struct buf out = {0};
	struct capture c = capture_begin(stdout);

	excerpt(stdout, "F", span, str_of(source));
	capture_end(&c, &out);
	cr_assert_str_eq(buf_cstr(&out), text);
}

Test(cli_excerpt, one_line_before_and_one_behind)
{
	want((struct span){2, 3, 2, 4}, "one\n\ttwo\nthree\nfour\n",
		"F:2\n--------------------\n   1 |     one\n   2 | >>> \ttwo\n     |     \t ^^\n"
		"   3 |     three\n--------------------\n");
}

Test(cli_excerpt, several_lines_have_no_caret)
{
	want((struct span){1, 1, 2, 1}, "a \\\nb",
		"F:1\n--------------------\n   1 | >>> a \\\n"
		"   2 | >>> b\n--------------------\n");
}

Test(cli_excerpt, a_whole_line_has_no_caret)
{
	want((struct span){1, 2, 1, 8}, "\tRUN a b \r\nx",
		"F:1\n--------------------\n   1 | >>> \tRUN a b \n   2 |     x\n"
		"--------------------\n");
}

Test(cli_excerpt, nothing_of_the_file_reaches_the_terminal)
{
	want((struct span){1, 0, 1, 0}, "a\033]0;x\a\r\n",
		"F:1\n--------------------\n   1 | >>> a\\x1b]0;x\\x07\n--------------------\n");
}

Test(cli_excerpt, a_line_cannot_hide_itself)
{
	want((struct span){1, 0, 1, 0}, "\033[8mRUN x\033[0m\n",
		"F:1\n--------------------\n   1 | >>> \\x1b[8mRUN x\\x1b[0m\n"
		"--------------------\n");
}

Test(cli_excerpt, a_line_past_the_end)
{
	want((struct span){9, 1, 9, 1}, "a\n", "F:9\n--------------------\n--------------------\n");
}

Test(cli_excerpt, logins_are_not_logged)
{
	want((struct span){1, 35, 1, 36}, "ADD 'https://me:p@ss@h/x' http://t@h /d\nRUN a://b @c\n",
		"F:1\n--------------------\n   1 | >>> ADD 'https://xxxxxxx@h/x' http://x@h /d\n"
		"     |     "
		"                                  ^^\n"
		"   2 |     RUN a://b @c\n--------------------\n");
}
