/* expand - one word: variables replaced, quotes and escapes removed, exactly as BuildKit's lexer
 * does. */
#include "lang/expand.h"

#include "lang/diag.h"
#include "lang/lexer.h"
#include "lang/rune.h"

void lexer_sink_release(struct sink *s)
{
	buf_release(&s->text);
	buf_release(&s->word);
}

int lexer_fail(struct lexer *l, const char *why, struct str detail)
{
	buf_clear(&l->why);
	diag_fill(&l->why, why, &(struct diag_with){.a = detail});
	return -1;
}

int lexer_over_limit(struct lexer *l, const char *why)
{
	l->over_limit = true;
	return lexer_fail(l, why, STR(""));
}

int lexer_charge(struct lexer *l, const struct buf *grown, size_t cost)
{
	if (grown->n > EXPAND_BYTES_MAX)
		return lexer_over_limit(l, "the expansion is longer than 1 MiB");
	if (cost >= l->budget)
		return lexer_over_limit(l, "the expansion takes too much work");
	l->budget -= cost;
	return 0;
}

int lexer_peek(const struct lexer *l)
{
	size_t width = 0;

	return l->at < l->text.n ? (int)rune_at(l->text, l->at, &width) : END;
}

int lexer_next(struct lexer *l)
{
	size_t width = 0;

	if (l->at >= l->text.n)
		return END;
	int rune = (int)rune_at(l->text, l->at, &width);

	l->at += width;
	return rune;
}

static void word_end(struct sink *s)
{
	if (s->words && s->word.n > 0)
		strs_add(s->words, buf_str(&s->word));
	buf_clear(&s->word);
	s->in_word = false;
}

static void add_verbatim(struct sink *s, struct str text)
{
	buf_str_add(&s->text, text);
	if (!s->words)
		return;
	buf_str_add(&s->word, text);
	s->in_word = true;
}

/* Blanks end a word. */
static void add_splitting(struct sink *s, struct str text)
{
	size_t width = 0;

	buf_str_add(&s->text, text);
	for (size_t at = 0; s->words && at < text.n; at += width) {
		uint32_t rune = rune_at(text, at, &width);

		if (!rune_is_blank(rune)) {
			buf_add(&s->word, text.p + at, width);
			s->in_word = true;
		} else if (s->in_word) {
			word_end(s);
		}
	}
}

static int single_quoted(struct lexer *l, struct buf *out)
{
	size_t start = l->at++;

	for (;;) {
		int rune = lexer_next(l);

		if (rune == END)
			return lexer_fail(l,
				"unexpected end of statement while looking for matching "
				"single-quote",
				STR(""));
		if (rune == '\'')
			break;
		rune_add(out, (uint32_t)rune);
	}
	if (l->x->keep_quotes) {
		buf_clear(out);
		buf_str_add(out, str_from(str_upto(l->text, l->at), start));
	}
	return 0;
}

/* A backslash in double quotes: only " $ and itself can be escaped. */
static void double_quoted_escape(struct lexer *l, struct buf *out)
{
	int rune = l->x->escape;
	int after = lexer_peek(l);

	if (l->keep_escapes)
		buf_char(out, l->x->escape);
	if (after == END)
		return;
	if (after == '"' || after == '$' || after == l->x->escape)
		rune = lexer_next(l);
	rune_add(out, (uint32_t)rune);
}

static int double_quoted(struct lexer *l, struct buf *out)
{
	lexer_next(l);
	if (l->x->keep_quotes)
		buf_char(out, '"');
	for (;;) {
		int rune = lexer_peek(l);

		if (rune == END)
			return lexer_fail(l,
				"unexpected end of statement while looking for matching "
				"double-quote",
				STR(""));
		if (rune == '$') {
			if (lexer_dollar(l, out) < 0)
				return -1;
			continue;
		}
		lexer_next(l);
		if (rune == '"')
			break;
		if (rune == l->x->escape)
			double_quoted_escape(l, out);
		else
			rune_add(out, (uint32_t)rune);
	}
	if (l->x->keep_quotes)
		buf_char(out, '"');
	return 0;
}

/* The escape character outside of quotes: the next character is ordinary. */
static void plain_escape(struct lexer *l, struct sink *out)
{
	size_t start = l->at;
	int rune = lexer_next(l);

	if (l->keep_escapes)
		add_verbatim(out, (struct str){&l->x->escape, 1});
	if (rune == RUNE_BAD)
		add_verbatim(out, STR("\xef\xbf\xbd"));
	else if (rune != END)
		add_verbatim(out, str_from(str_upto(l->text, l->at), start));
}

/* `<<` with the blanks after it, so that `<< EOF` is one word. */
static bool heredoc_mark(struct lexer *l, struct sink *out)
{
	size_t start = l->at;

	if (!l->x->join_heredoc || !str_starts(str_from(l->text, l->at), STR("<<")))
		return false;
	l->at += 2;
	while (lexer_peek(l) != END && rune_is_blank((uint32_t)lexer_peek(l)))
		lexer_next(l);
	add_verbatim(out, str_from(str_upto(l->text, l->at), start));
	return true;
}

/* A quote or a `$`, which become text by rules of their own. */
static int special(struct lexer *l, int rune, struct sink *out)
{
	AUTO(buf_release) struct buf made = {0};
	int r = rune == '$'   ? lexer_dollar(l, &made)
		: rune == '"' ? double_quoted(l, &made)
			      : single_quoted(l, &made);

	if (r < 0)
		return -1;
	if (rune == '$')
		add_splitting(out, buf_str(&made));
	else
		add_verbatim(out, buf_str(&made));
	return lexer_charge(l, &out->text, made.n);
}

static bool is_special(const struct lexer *l, int rune)
{
	return rune == '$' || (!l->x->raw_quotes && (rune == '\'' || rune == '"'));
}

static int one(struct lexer *l, int rune, struct sink *out)
{
	size_t start = l->at;

	if (is_special(l, rune))
		return special(l, rune, out);
	if (rune == '<' && heredoc_mark(l, out))
		return 0;
	lexer_next(l);
	if (rune == l->x->escape)
		plain_escape(l, out);
	else if (rune == RUNE_BAD)
		add_splitting(out, STR("\xef\xbf\xbd"));
	else
		add_splitting(out, str_from(str_upto(l->text, l->at), start));
	return lexer_charge(l, &out->text, 1);
}

int lexer_until(struct lexer *l, int stop, bool keep_escapes, struct sink *out)
{
	bool before = l->keep_escapes;
	char stop_text = (char)stop;
	int r = 0;

	l->keep_escapes = keep_escapes;
	while (r == 0 && lexer_peek(l) != END && lexer_peek(l) != stop)
		r = one(l, lexer_peek(l), out);
	l->keep_escapes = before;
	if (r < 0)
		return -1;
	word_end(out);
	if (stop != END && lexer_next(l) == END)
		return lexer_fail(l, "unexpected end of statement while looking for matching {a}",
			(struct str){&stop_text, 1});
	return 0;
}

static int expand(const struct expand *x, struct str raw, struct sink *out, struct err *e)
{
	AUTO(buf_release) struct buf why = {0};
	struct lexer l = {.x = x, .text = raw, .budget = EXPAND_WORK_MAX};
	int r = lexer_until(&l, END, x->keep_escapes, out);

	why = l.why;
	if (r == 0)
		return 0;
	if (l.over_limit)
		return diag(e, EXPAND_LIMIT, .a = raw, .b = buf_str(&why));
	return diag(e, EXPAND, .a = raw, .b = buf_str(&why));
}

int expand_word(const struct expand *x, struct str raw, struct buf *out, struct err *e)
{
	AUTO(lexer_sink_release) struct sink s = {0};

	if (expand(x, raw, &s, e) < 0)
		return -1;
	if (x->skip_processing && !str_eq(buf_str(&s.text), raw))
		return diag(e, EXPAND_NEVER, .a = raw);
	buf_str_add(out, buf_str(&s.text));
	return 0;
}

int expand_words(const struct expand *x, struct str raw, struct strs *out, struct err *e)
{
	AUTO(lexer_sink_release) struct sink s = {.words = out};

	return expand(x, raw, &s, e);
}
