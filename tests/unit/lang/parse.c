/* Whole files: reading, stages, heredocs, triggers, positions. */
#include "parsed.h"

#include "base/buf.h"

#define NL "\n"

Test(parse, stages_and_global_args)
{
	struct parsed t;

	accepted(&t, "ARG V=1\nFROM debian:$V AS Base\nRUN make  all\nfrom scratch\ncopy a b /c\n");
	cr_assert_eq(t.file.instrs.n, 5);
	cr_assert_eq(t.file.stages.n, 2);
	cr_assert_eq(t.file.stages.p[0].from, 1);
	cr_assert_eq(t.file.stages.p[0].first, 2);
	cr_assert_eq(t.file.stages.p[0].last, 3);
	same(t.file.stages.p[0].name, "base");
	same(t.file.stages.p[1].name, "");
	cr_assert_eq(t.file.stages.p[1].last, 5);
	same(t.file.instrs.p[1].image.raw, "debian:$V");
	same(t.file.instrs.p[1].stage_name.raw, "Base");
	same(t.file.instrs.p[2].rest, "make  all");
	cr_assert_eq(t.file.instrs.p[4].kind, INSTR_COPY);
	same(t.file.instrs.p[4].keyword, "copy");
	same(t.file.instrs.p[4].words.p[2].raw, "/c");
	cr_assert_eq(t.file.instrs.p[4].words.p[2].span.col, 10);
	parsed_release(&t);
}

Test(parse, the_file_as_a_whole)
{
	refused("", "cannot be empty", 1);
	refused("# only\n\n# comments\n", "file with no instructions", 3);
	refused("ARG A\n", "no stages to build", 1);
	refused("RUN x\n", "no build stage in current context", 1);
	refused("ARG A\n\nENV a=b\nFROM scratch\n", "no build stage in current context", 3);
	refused("FROM scratch\nCOYP a b\n", "unknown instruction: COYP", 2);
}

Test(parse, unknown_words_get_the_nearest)
{
	struct parsed t;

	parsed_text(&t, "FROM scratch\nCOYP a b\n");
	cr_assert_str_eq(t.e.hint, "did you mean COPY?");
	cr_assert_str_eq(t.e.id, "unknown-instruction");
	cr_assert_str_eq(t.e.file, "Dockerfile");
	cr_assert_eq(t.e.span.col, 1);
	cr_assert_eq(t.e.span.end_col, 4);
	parsed_release(&t);
	parsed_text(&t, "FROM scratch\nCOPY --chwon=1 a b\n");
	cr_assert_str_eq(t.e.hint, "did you mean --chown?");
	cr_assert_eq(t.e.span.col, 6);
	cr_assert_eq(t.e.span.end_col, 14);
	parsed_release(&t);
	parsed_text(&t, "FROM scratch\nXYZZYX a b\n");
	cr_assert_str_eq(t.e.hint, "a line that goes on ends in \\; a command stands behind RUN");
	parsed_release(&t);
}

Test(parse, bom_and_crlf)
{
	struct parsed t;

	accepted(&t, "\xef\xbb\xbf"
		     "FROM a\r\nRUN x \\\r\n  y\r\nUSER u\r\n");
	same(t.file.instrs.p[0].image.raw, "a");
	same(t.file.instrs.p[1].rest, "x   y");
	same(t.file.instrs.p[2].rest, "u");
	cr_assert_eq(t.file.instrs.p[0].span.col, 1);
	parsed_release(&t);
}

Test(parse, continuations)
{
	struct parsed t;

	accepted(&t, "FROM a\nRUN echo a \\\n# c\n   # d\n  b\n");
	same(t.file.instrs.p[1].rest, "echo a   b");
	cr_assert_eq(t.file.instrs.p[1].span.line, 2);
	cr_assert_eq(t.file.instrs.p[1].span.end_line, 5);
	parsed_release(&t);
	accepted(&t, "FROM a\nRUN a \\  \t\nb\n");
	same(t.file.instrs.p[1].rest, "a b");
	parsed_release(&t);
	accepted(&t, "FROM a\nENV C x\\\\\nENV D y\n");
	cr_assert_eq(t.file.instrs.n, 3);
	same(t.file.instrs.p[1].pairs.p[0].value.raw, "x\\\\");
	parsed_release(&t);
	accepted(&t, "FROM a\nRUN x \\\n");
	same(t.file.instrs.p[1].rest, "x");
	parsed_release(&t);
	accepted(&t, "FROM a\nRUN x \\\n\\\ny\n");
	same(t.file.instrs.p[1].rest, "x y");
	parsed_release(&t);
	accepted(&t, "FROM a\n\\\nRUN y\n");
	same(t.file.instrs.p[1].rest, "y");
	cr_assert_eq(t.file.instrs.p[1].span.line, 3);
	parsed_release(&t);
}

Test(parse, positions_across_continuations)
{
	struct parsed t;

	accepted(&t, "FROM a\nCOPY one \\\n  two \\\n# c\n three/\n");
	const struct instr *i = &t.file.instrs.p[1];

	cr_assert_eq(i->words.n, 3);
	cr_assert_eq(i->words.p[1].span.line, 3);
	cr_assert_eq(i->words.p[1].span.col, 3);
	cr_assert_eq(i->words.p[2].span.line, 5);
	cr_assert_eq(i->words.p[2].span.end_col, 7);
	parsed_release(&t);
}

Test(parse, line_limit)
{
	AUTO(buf_release) struct buf b = {0};
	struct parsed t;

	buf_cstr_add(&b, "FROM a\nRUN ");
	memset(buf_room(&b, 65531), 'x', 65531);
	buf_grew(&b, 65531);
	buf_char(&b, '\n');
	cr_assert_eq(parsed_bytes(&t, buf_str(&b))->result, 0);
	parsed_release(&t);
	b.p[b.n - 1] = 'x';
	buf_char(&b, '\n');
	cr_assert_lt(parsed_bytes(&t, buf_str(&b))->result, 0);
	cr_assert(strstr(t.e.text, "greater than max allowed size of 65535"));
	cr_assert_eq(t.e.kind, ERR_LIMIT);
	cr_assert_eq(t.e.span.line, 2);
	parsed_release(&t);
}

Test(parse, comments_above)
{
	struct parsed t;

	accepted(&t, "# lost\n#\n# base the base\n  # more\nFROM a AS base\n\nRUN x\n");
	same(t.file.instrs.p[0].comment, "base the base\nmore");
	same(t.file.instrs.p[1].comment, "");
	parsed_release(&t);
}

Test(parse, heredoc_in_run)
{
	struct parsed t;

	accepted(&t, "FROM a\nRUN <<E cat - <<-'F'\n# no comment\n$x\nE\n\t\ty\n\tF\nUSER u\n");
	const struct instr *i = &t.file.instrs.p[1];

	cr_assert_eq(t.file.instrs.n, 3);
	cr_assert_eq(i->heredocs.n, 2);
	same(i->heredocs.p[0].name, "E");
	same(i->heredocs.p[0].body, "# no comment\n$x\n");
	cr_assert(i->heredocs.p[0].expand);
	same(i->heredocs.p[1].name, "F");
	same(i->heredocs.p[1].body, "y\n");
	cr_assert(!i->heredocs.p[1].expand && i->heredocs.p[1].strip_tabs);
	same(i->rest, "<<E cat - <<-'F'");
	same(i->original, "RUN <<E cat - <<-'F'\n# no comment\n$x\nE\ny\nF");
	cr_assert_eq(i->span.end_line, 7);
	cr_assert_eq(i->heredocs.p[0].span.line, 3);
	cr_assert_eq(i->heredocs.p[0].span.end_line, 5);
	parsed_release(&t);
}

Test(parse, heredoc_in_copy)
{
	struct parsed t;

	accepted(&t, "FROM a\nCOPY <<a x <<b.txt /d/\n1\na\n2\nb.txt\n");
	const struct instr *i = &t.file.instrs.p[1];

	cr_assert_eq(i->words.n, 4);
	same(i->words.p[0].heredoc->body, "1\n");
	cr_assert_null(i->words.p[1].heredoc);
	same(i->words.p[2].heredoc->body, "2\n");
	same(i->words.p[2].heredoc->name, "b.txt");
	cr_assert_null(i->words.p[3].heredoc);
	parsed_release(&t);
	accepted(&t, "FROM a\nCOPY [\"<<E\", \"/a\"]\nCOPY \"<<E\" /a\n");
	same(t.file.instrs.p[1].words.p[0].heredoc->body, "");
	cr_assert_null(t.file.instrs.p[2].words.p[0].heredoc);
	parsed_release(&t);
	refused("FROM a\nCOPY a <<E\nE\n", "COPY cannot accept a heredoc as a destination", 2);
}

Test(parse, heredocs_that_are_none)
{
	struct parsed t;

	accepted(&t, "FROM a\nRUN echo $((1<<2)) <<<x \"<<E\"\nRUN [\"<<E\"]\n");
	cr_assert_eq(t.file.instrs.n, 3);
	parsed_release(&t);
	accepted(&t, "FROM a\nRUN echo ${#x} <<E\nUSER E\n");
	cr_assert_eq(t.file.instrs.n, 3);
	parsed_release(&t);
	refused("FROM a\nCMD <<E\nx\nE\n", "unknown instruction: x", 3);
	refused("FROM a\nRUN echo $(( 1 << 2 ))\n", "unterminated heredoc", 2);
	refused("FROM a\nCOPY <<-E /f\n\tx\n\tE \n", "unterminated heredoc", 2);
}

Test(parse, heredoc_keeps_carriage_returns)
{
	struct parsed t;

	accepted(&t, "FROM a\r\nRUN <<E\r\nx\r\nE\r\n");
	same(t.file.instrs.p[1].heredocs.p[0].body, "x\r\n");
	parsed_release(&t);
}

Test(parse, heredoc_after_blanks)
{
	struct parsed t;

	accepted(&t, "FROM a\nRUN cat << EOF > /x\nhi\nEOF\n");
	same(t.file.instrs.p[1].heredocs.p[0].name, "EOF");
	parsed_release(&t);
}

Test(parse, onbuild)
{
	struct parsed t;

	accepted(&t,
		"FROM a\nONBUILD RUN <<E\necho hi\nE\nONBUILD copy  a \\\n  b\nONBUILD foo x\n");
	const struct instr *i = t.file.instrs.p;

	same(i[1].rest, "RUN <<E\necho hi\nE");
	cr_assert_eq(i[1].trigger->kind, INSTR_RUN);
	same(i[1].trigger->heredocs.p[0].body, "echo hi\n");
	same(i[2].rest, "copy  a   b");
	cr_assert_eq(i[2].trigger->words.n, 2);
	cr_assert_eq(i[2].trigger->words.p[1].span.line, 6);
	cr_assert_null(i[3].trigger);
	same(i[3].rest, "foo x");
	parsed_release(&t);
	refused("FROM a\nONBUILD ONBUILD RUN x\n", "Chaining ONBUILD", 2);
	refused("FROM a\nONBUILD FROM x\n", "FROM isn't allowed as an ONBUILD trigger", 2);
	refused("FROM a\nONBUILD maintainer x\n", "MAINTAINER isn't allowed", 2);
	refused("FROM a\nONBUILD\n", "ONBUILD requires at least one argument", 2);
	refused("FROM a\nONBUILD COPY a\n", "COPY requires at least two arguments", 2);
}

Test(parse, triggers_of_a_base)
{
	struct parsed t;
	struct instr i = {0};

	accepted(&t, "FROM a\n");
	cr_assert_eq(dockerfile_parse_trigger(&t.file, STR("RUN <<E\necho hi\nE"), &i, &t.e), 0);
	same(i.heredocs.p[0].body, "echo hi\n");
	cr_assert_eq(dockerfile_parse_trigger(&t.file, STR("copy <<E /x\nhi\nE"), &i, &t.e), 0);
	same(i.words.p[0].heredoc->body, "hi\n");
	cr_assert_eq(dockerfile_parse_trigger(&t.file, STR("RUN x\n\\\n"), &i, &t.e), 0);
	cr_assert_lt(dockerfile_parse_trigger(&t.file, STR("foo x"), &i, &t.e), 0);
	cr_assert_str_eq(t.e.file, "ONBUILD");
	cr_assert_lt(dockerfile_parse_trigger(&t.file, STR("RUN x\nRUN y"), &i, &t.e), 0);
	cr_assert(strstr(t.e.text, "single expression"));
	cr_assert_lt(dockerfile_parse_trigger(&t.file, STR("FROM x"), &i, &t.e), 0);
	cr_assert_lt(dockerfile_parse_trigger(&t.file, STR(""), &i, &t.e), 0);
	parsed_release(&t);
}

Test(parse, a_million_lines)
{
	AUTO(buf_release) struct buf b = {0};
	struct parsed t;

	buf_cstr_add(&b, "FROM a\nRUN x");
	for (int k = 0; k < 1000000; k++)
		buf_cstr_add(&b, " \\\n y");
	buf_char(&b, '\n');
	cr_assert_eq(parsed_bytes(&t, buf_str(&b))->result, 0);
	cr_assert_eq(t.file.instrs.n, 2);
	cr_assert_eq(t.file.instrs.p[1].span.end_line, 1000002);
	parsed_release(&t);
}
