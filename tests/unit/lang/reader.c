/* Logical lines and where their parts come from. */
#include "lang/reader.h"

#include <criterion/criterion.h>

#include "base/attr.h"

static void reader_make(struct reader *r, struct arena *arena, const char *text)
{
	*r = (struct reader){.text = str_of(text), .escape = '\\', .arena = arena};
}

Test(reader, joins_and_keeps_places)
{
	AUTO(arena_release) struct arena arena = {0};
	AUTO(reader_release) struct reader r = {0};
	AUTO(logical_release) struct logical l = {0};

	reader_make(&r, &arena, "\n  one \\\n# gone\n\n two\\  \n\tthree\nfour\\\\\n");
	cr_assert(reader_next(&r, &l));
	cr_assert(str_eq(l.text, STR("one  two\tthree")));
	cr_assert(l.empty_continuation);
	cr_assert_eq(l.line, 2);
	cr_assert_eq(l.end_line, 6);
	struct span span = logical_span(&l, str_from(l.text, 9));

	cr_assert(span.line == 6 && span.col == 2 && span.end_col == 6);
	span = logical_span(&l, str_upto(l.text, 6));
	cr_assert(span.line == 2 && span.col == 3 && span.end_line == 5 && span.end_col == 2);
	cr_assert(reader_next(&r, &l));
	cr_assert(str_eq(l.text, STR("four\\\\")) && !l.empty_continuation);
	cr_assert(!reader_next(&r, &l));
}

Test(reader, comments_since_the_last_instruction)
{
	AUTO(arena_release) struct arena arena = {0};
	AUTO(reader_release) struct reader r = {0};
	AUTO(logical_release) struct logical l = {0};

	reader_make(&r, &arena, "# a\n#\n#b\n  # c \nx\n");
	cr_assert(reader_next(&r, &l));
	cr_assert(str_eq(buf_str(&r.comment), STR("b\nc")));
}

Test(reader, raw_lines)
{
	AUTO(arena_release) struct arena arena = {0};
	AUTO(reader_release) struct reader r = {0};
	struct str line = STR("");

	reader_make(&r, &arena, "a\r\n# b\nc");
	cr_assert(reader_raw(&r, &line) && str_eq(line, STR("a\r\n")));
	cr_assert(reader_raw(&r, &line) && str_eq(line, STR("# b\n")));
	cr_assert(reader_raw(&r, &line) && str_eq(line, STR("c")));
	cr_assert(!reader_raw(&r, &line));
	cr_assert_eq(r.line, 3);
}
