/* heredoc - is this word `<<NAME`, and which heredocs does a line open? */
#include "lang/heredoc.h"

#include "lang/expand.h"

static size_t count_quotes(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\'' || s.p[i] == '"';
	return n;
}

/* `12<<- NAME`: what follows the mark, or the empty str. */
static struct str after_mark(struct str word, bool *strip_tabs)
{
	word = str_trim_left(word, "0123456789");
	if (!str_starts(word, STR("<<")))
		return STR("");
	word = str_from(word, 2);
	*strip_tabs = str_starts(word, STR("-"));
	word = str_trim_left(str_from(word, *strip_tabs), " \t\n\f\r");
	return str_find(word, '<') < word.n ? STR("") : word;
}

/* Quotes that were taken off tell a quoted name, whose body is not expanded. */
bool heredoc_word(struct str word, struct arena *arena, struct heredoc *out)
{
	AUTO(strs_release) struct strs plain = {0};
	AUTO(strs_release) struct strs quoted = {0};
	struct expand x = {.escape = '\\', .keep_unset = true};
	struct err ignored = {0};

	*out = (struct heredoc){0};
	word = after_mark(word, &out->strip_tabs);
	if (word.n == 0 || expand_words(&x, word, &plain, &ignored) < 0 || plain.n != 1)
		return false;
	x.keep_quotes = true;
	if (expand_words(&x, word, &quoted, &ignored) < 0 || quoted.n != 1)
		return false;
	out->name = (struct str){arena_str(arena, plain.p[0]), plain.p[0].n};
	out->expand = count_quotes(plain.p[0]) == count_quotes(quoted.p[0]);
	return true;
}

static bool has_mark(struct str line)
{
	for (size_t at = str_find(line, '<'); at + 1 < line.n; at++)
		if (line.p[at] == '<' && line.p[at + 1] == '<')
			return true;
	return false;
}

int heredocs_find(struct str line, struct arena *arena, struct heredocs *out, struct err *e)
{
	AUTO(strs_release) struct strs words = {0};
	const struct expand x = {.escape = '\\',
		.keep_quotes = true,
		.keep_escapes = true,
		.keep_unset = true,
		.join_heredoc = true};
	struct heredoc found = {0};

	*out = (struct heredocs){0};
	if (!has_mark(line))
		return 0;
	if (expand_words(&x, line, &words, e) < 0)
		return e->kind == ERR_LIMIT ? -1 : 0;
	for (size_t i = 0; i < words.n; i++)
		if (heredoc_word(words.p[i], arena, &found))
			vec_push(&out->list, found);
	return 0;
}
