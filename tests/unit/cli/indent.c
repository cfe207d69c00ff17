#include "cli/indent.h"

#include "capture.h"

static void laid_out(const char *json, const char *want)
{
	AUTO(buf_release) struct buf out = {0};

	indent(str_of(json), &out);
	cr_assert_str_eq(buf_cstr(&out), want);
}

Test(cli_indent, a_member_a_line)
{
	laid_out("{\"a\":1,\"b\":[true,null]}",
		"{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null\n  ]\n}");
}

Test(cli_indent, what_is_empty_stays_on_its_line)
{
	laid_out("[]", "[]");
	laid_out("{\"Env\":[],\"Labels\":{}}", "{\n  \"Env\": [],\n  \"Labels\": {}\n}");
}

Test(cli_indent, strings_are_left_alone)
{
	laid_out("[\"a,b:{[\\\"]}\",\"\\\\\"]", "[\n  \"a,b:{[\\\"]}\",\n  \"\\\\\"\n]");
}

Test(cli_indent, what_is_no_json_neither_hangs_nor_reads_on)
{
	laid_out("\"open", "\"open");
	laid_out("\"open\\", "\"open\\");
	laid_out("]]", "]]");
	laid_out("[", "[\n  ");
}
