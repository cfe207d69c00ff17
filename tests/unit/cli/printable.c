#include "cli/printable.h"

#include <criterion/criterion.h>

static void expect(struct str raw, const char *shown)
{
	AUTO(buf_release) struct buf out = {0};

	printable(raw, &out);
	cr_assert_str_eq(buf_cstr(&out), shown);
}

Test(cli_printable, text_and_colours_pass)
{
	expect(STR(""), "");
	expect(STR("plain\ttext"), "plain\ttext");
	expect(STR("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
	expect(STR("\033[1;31mred\033[0m"), "\033[1;31mred\033[0m");
	expect(STR("\033[m"), "\033[m");
}

/* Each of these does something to a terminal that is not ours to do. */
Test(cli_printable, nothing_else_reaches_the_terminal)
{
	expect(STR("\033]0;title\007"), "\\x1b]0;title\\x07");
	expect(STR("\033[2J\033[H"), "\\x1b[2J\\x1b[H");
	expect(STR("\033[6n"), "\\x1b[6n");
	expect(STR("\033[1;31"), "\\x1b[1;31");
	expect(STR("\033"), "\\x1b");
	expect(STR("a\rb\nc\bd\x7f"), "a\\x0db\\x0ac\\x08d\\x7f");
	expect(STR("nul\0here"), "nul\\x00here");
	expect(STR("\xc2\x9b"
		   "2J"),
		"\\xc2\\x9b2J");
	expect(STR("\x9b"
		   "2J \xe2\x82"),
		"\\x9b2J \\xe2\\x82");
}

Test(cli_printable, text_runs_in_its_own_direction)
{
	expect(STR("ab\xe2\x80\xae"
		   "dc"),
		"ab\\xe2\\x80\\xae"
		"dc");
}

Test(cli_printable, a_colour_is_short)
{
	expect(STR("\033[0000000000000000000000000000000000000000m"),
		"\\x1b[0000000000000000000000000000000000000000m");
}

Test(cli_printable, lines_stay_lines)
{
	AUTO(buf_release) struct buf out = {0};

	printable_lines(STR("a\033]0;t\007\n\nb\xc2\x9b\n"), &out);
	cr_assert_str_eq(buf_cstr(&out), "a\\x1b]0;t\\x07\n\nb\\xc2\\x9b\n");
}

Test(cli_printable, json_says_the_same_without_controls)
{
	AUTO(buf_release) struct buf out = {0};

	printable_json(STR("{\n\t\"gr\xc3\xbc\xc3\x9f \xf0\x9f\x8c\xbf\": "
			   "\"\\u001b\xc2\x9d \xe2\x80\xae \x7f\"}\n"),
		&out);
	cr_assert_str_eq(buf_cstr(&out), "{\n\t\"gr\xc3\xbc\xc3\x9f \xf0\x9f\x8c\xbf\": "
					 "\"\\u001b\\u009d \\u202e \\u007f\"}\n");
}
