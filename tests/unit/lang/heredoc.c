/* Which words open a heredoc, and under which name. */
#include "lang/heredoc.h"

#include <criterion/criterion.h>

static const struct {
	const char *word, *name; /* NULL: none */
	bool expand, strip_tabs;
} table[] = {
	{"<<E", "E", true, false},
	{"3<<E", "E", true, false},
	{"<<-E", "E", true, true},
	{"<<- E", "E", true, true},
	{"<< E", "E", true, false},
	{"<<'E'", "E", false, false},
	{"<<\"E\"", "E", false, false},
	{"<<E\"O\"F", "EOF", false, false},
	{"<<eo\\'f", "eo'f", true, false},
	{"<<'e'o\\'f", "eo'f", false, false},
	{"<<'a b'", "a b", false, false},
	{"<<$E", "$E", true, false},
	{"<<file.txt", "file.txt", true, false},
	{"<<", NULL, false, false},
	{"<<-", NULL, false, false},
	{"<<<E", NULL, false, false},
	{"<<E<F", NULL, false, false},
	{"<E", NULL, false, false},
	{"\"<<E\"", NULL, false, false},
	{"x<<E", NULL, false, false},
	{"<<a b", NULL, false, false},
	{"<<''", NULL, false, false},
	{"<<'E", NULL, false, false},
	{"", NULL, false, false},
};

Test(heredoc, words)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		AUTO(arena_release) struct arena arena = {0};
		struct heredoc h = {0};
		bool is = heredoc_word(str_of(table[i].word), &arena, &h);

		cr_assert_eq(is, table[i].name != NULL, "%s", table[i].word);
		if (!is)
			continue;
		cr_assert(str_eq(h.name, str_of(table[i].name)), "%s: %.*s", table[i].word,
			STR_FMT(h.name));
		cr_assert_eq(h.expand, table[i].expand, "%s", table[i].word);
		cr_assert_eq(h.strip_tabs, table[i].strip_tabs, "%s", table[i].word);
	}
}

static const struct {
	const char *line;
	size_t n;
} lines[] = {
	{"RUN <<A cat - <<B", 2},
	{"RUN cat << A > /x", 1},
	{"RUN echo '<<A' \"<<B\"", 0},
	{"RUN echo \\<<A", 0},
	{"RUN echo $((1<<2))", 0},
	{"RUN echo $(( 1 << 2 ))", 1},
	{"RUN it's <<A", 0},
	{"RUN ${x[@]} <<A", 0},
	{"RUN ${x:-<<A}", 0},
	{"RUN $x <<A", 1},
	{"RUN 3<<A 4<<-B", 2},
	{"RUN cat<<A", 0},
};

Test(heredoc, lines)
{
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		AUTO(arena_release) struct arena arena = {0};
		struct heredocs found = {0};
		struct err e = {0};

		cr_assert_eq(heredocs_find(str_of(lines[i].line), &arena, &found, &e), 0);
		cr_assert_eq(found.list.n, lines[i].n, "%s", lines[i].line);
		vec_release(&found.list);
	}
}
