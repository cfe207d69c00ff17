/* words - where one word of a line ends and the next begins; three rules, as instructions need. */
#include "lang/words.h"

#include <string.h>

#include "lang/rune.h"

/* Blanks between words that know no quotes: a newline cannot occur, a no-break space is text. */
static bool is_separator(char c)
{
	return c != '\0' && strchr(" \t\v\f\r", c);
}

bool words_blank(struct str *rest, struct str *word)
{
	size_t n = 0;

	*rest = str_trim_left(*rest, " \t\v\f\r");
	while (n < rest->n && !is_separator(rest->p[n]))
		n++;
	*word = str_upto(*rest, n);
	*rest = str_from(*rest, n);
	*rest = str_trim_left(*rest, " \t\v\f\r");
	return n > 0;
}

static size_t blanks(struct str s)
{
	size_t at = 0;
	size_t width = 0;

	for (; at < s.n && rune_is_blank(rune_at(s, at, &width)); at += width)
		;
	return at;
}

/* Walks one word with quotes and escapes; returns its length. cut says that it ends in an escape
 * character with nothing to escape, which is dropped. */
struct walk {
	struct str s;
	size_t at;
	char escape, quote;
	bool escape_in_single;
};

/* The next character of the word, which may be an escape with what it escapes. */
static bool walk_step(struct walk *w, bool *escaped)
{
	size_t width = 0;
	uint32_t rune = 0;

	*escaped = false;
	if (w->at >= w->s.n)
		return false;
	rune = rune_at(w->s, w->at, &width);
	if (!w->quote && rune_is_blank(rune))
		return false;
	*escaped = rune == (uint32_t)w->escape && (w->quote != '\'' || w->escape_in_single);
	w->at += width;
	if (*escaped) {
		if (w->at < w->s.n) {
			rune_at(w->s, w->at, &width);
			w->at += width;
		}
	} else if (w->quote && rune == (uint32_t)w->quote) {
		w->quote = 0;
	} else if (!w->quote && (rune == '\'' || rune == '"')) {
		w->quote = (char)rune;
	}
	return true;
}

bool words_quoted(struct str *rest, char escape, struct str *word)
{
	bool escaped = false;
	bool dangling = false;

	*rest = str_from(*rest, blanks(*rest));
	struct walk w = {.s = *rest, .escape = escape};

	for (size_t before = 0; walk_step(&w, &escaped); before = w.at)
		dangling = escaped && w.at - before == 1;
	*word = str_upto(*rest, w.at - dangling);
	*rest = str_from(*rest, w.at);
	return word->n > 0;
}

bool words_flag(struct str *rest, char escape, struct str *word, struct buf *text)
{
	struct str start = str_from(*rest, blanks(*rest));
	struct walk w = {.s = start, .escape = escape, .escape_in_single = true};
	bool escaped = false;

	*rest = start;
	buf_clear(text);
	if (!str_starts(start, STR("--")))
		return false;
	for (size_t before = 0; true; before = w.at) {
		char quote = w.quote;

		if (!walk_step(&w, &escaped))
			break;
		if (escaped)
			before++;
		if (escaped || quote == w.quote)
			buf_add(text, start.p + before, w.at - before);
	}
	*word = str_upto(start, w.at);
	*rest = str_from(start, w.at);
	if (!str_eq(buf_str(text), STR("--")))
		return true;
	*rest = str_from(*rest, blanks(*rest));
	return false;
}
