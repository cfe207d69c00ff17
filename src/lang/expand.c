/* expand - one word: variables replaced, quotes and escapes removed, exactly as BuildKit's lexer
 * does. */
#include "lang/expand.h"

#include <string.h>

#include "lang/diag.h"
#include "lang/pattern.h"
#include "lang/rune.h"

enum { END = -1 };

/* More names than this in one instruction tell nobody anything. */
enum { UNDEFINED_MAX = 1000 };

struct lexer {
	const struct expand *x;
	struct str text;
	size_t at;
	int depth;
	size_t budget;
	bool keep_escapes, over_limit;
	struct buf why; /* the failure */
};

/* What a stretch of text becomes: one text and, when asked for, words. */
struct sink {
	struct buf text, word;
	struct strs *words; /* NULL: not wanted */
	bool in_word;
};

static void sink_release(struct sink *s)
{
	buf_release(&s->text);
	buf_release(&s->word);
}

static int fail(struct lexer *l, const char *why, struct str detail)
{
	buf_clear(&l->why);
	diag_fill(&l->why, why, &(struct diag_with){.a = detail});
	return -1;
}

static int over_limit(struct lexer *l, const char *why)
{
	l->over_limit = true;
	return fail(l, why, STR(""));
}

static int charge(struct lexer *l, const struct buf *grown, size_t cost)
{
	if (grown->n > EXPAND_BYTES_MAX)
		return over_limit(l, "the expansion is longer than 1 MiB");
	if (cost >= l->budget)
		return over_limit(l, "the expansion takes too much work");
	l->budget -= cost;
	return 0;
}

static int peek(const struct lexer *l)
{
	size_t width = 0;

	return l->at < l->text.n ? (int)rune_at(l->text, l->at, &width) : END;
}

static int next(struct lexer *l)
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
		int rune = next(l);

		if (rune == END)
			return fail(l,
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

static int dollar(struct lexer *l, struct buf *out);

/* A backslash in double quotes: only " $ and itself can be escaped. */
static void double_quoted_escape(struct lexer *l, struct buf *out)
{
	int rune = l->x->escape;
	int after = peek(l);

	if (l->keep_escapes)
		buf_char(out, l->x->escape);
	if (after == END)
		return;
	if (after == '"' || after == '$' || after == l->x->escape)
		rune = next(l);
	rune_add(out, (uint32_t)rune);
}

static int double_quoted(struct lexer *l, struct buf *out)
{
	next(l);
	if (l->x->keep_quotes)
		buf_char(out, '"');
	for (;;) {
		int rune = peek(l);

		if (rune == END)
			return fail(l,
				"unexpected end of statement while looking for matching "
				"double-quote",
				STR(""));
		if (rune == '$') {
			if (dollar(l, out) < 0)
				return -1;
			continue;
		}
		next(l);
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
	int rune = next(l);

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
	while (peek(l) != END && rune_is_blank((uint32_t)peek(l)))
		next(l);
	add_verbatim(out, str_from(str_upto(l->text, l->at), start));
	return true;
}

/* A quote or a `$`, which become text by rules of their own. */
static int special(struct lexer *l, int rune, struct sink *out)
{
	AUTO(buf_release) struct buf made = {0};
	int r = rune == '$'   ? dollar(l, &made)
		: rune == '"' ? double_quoted(l, &made)
			      : single_quoted(l, &made);

	if (r < 0)
		return -1;
	if (rune == '$')
		add_splitting(out, buf_str(&made));
	else
		add_verbatim(out, buf_str(&made));
	return charge(l, &out->text, made.n);
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
	next(l);
	if (rune == l->x->escape)
		plain_escape(l, out);
	else if (rune == RUNE_BAD)
		add_splitting(out, STR("\xef\xbf\xbd"));
	else
		add_splitting(out, str_from(str_upto(l->text, l->at), start));
	return charge(l, &out->text, 1);
}

/* Up to and over stop, or to the end of the text when stop is END. */
static int until(struct lexer *l, int stop, bool keep_escapes, struct sink *out)
{
	bool before = l->keep_escapes;
	char stop_text = (char)stop;
	int r = 0;

	l->keep_escapes = keep_escapes;
	while (r == 0 && peek(l) != END && peek(l) != stop)
		r = one(l, peek(l), out);
	l->keep_escapes = before;
	if (r < 0)
		return -1;
	word_end(out);
	if (stop != END && next(l) == END)
		return fail(l, "unexpected end of statement while looking for matching {a}",
			(struct str){&stop_text, 1});
	return 0;
}

static bool is_special_parameter(int rune)
{
	return rune > 0 && rune < 0x80 && strchr("@*#?-$!0", rune);
}

/* Letters, digits and `_`; or digits alone; or one special character. */
static struct str variable_name(struct lexer *l)
{
	size_t start = l->at;

	if (peek(l) != END && rune_is_digit((uint32_t)peek(l))) {
		while (peek(l) != END && rune_is_digit((uint32_t)peek(l)))
			next(l);
	} else if (is_special_parameter(peek(l))) {
		next(l);
	} else {
		while (peek(l) == '_' ||
			(peek(l) != END && (rune_is_letter((uint32_t)peek(l)) ||
						   rune_is_digit((uint32_t)peek(l)))))
			next(l);
	}
	return str_from(str_upto(l->text, l->at), start);
}

static void note_undefined(struct lexer *l, struct str name)
{
	struct strs *names = l->x->undefined;

	if (!names || names->n >= UNDEFINED_MAX)
		return;
	l->budget -= l->budget < names->n ? l->budget : names->n;
	if (!strs_has(names, name))
		strs_add(names, name);
}

static const struct str *lookup(struct lexer *l, struct str name)
{
	const struct str *value = l->x->vars ? map_get(l->x->vars, name) : NULL;

	if (!value)
		note_undefined(l, name);
	return value;
}

/* An open `${`: its name, its operator, and what the variable holds. */
struct braces {
	struct str name, modifier; /* ":-", "#" and so on, as written */
	int operator;
	bool null_is_unset;
	const struct str *value; /* NULL: unset */
};

static int braces_part(struct lexer *l, int stop, bool keep_escapes, struct sink *out)
{
	if (until(l, stop, keep_escapes, out) == 0)
		return 0;
	if (l->over_limit || peek(l) != END)
		return -1;
	return stop == '/' ? fail(l, "syntax error: missing '/' in ${}", STR(""))
			   : fail(l, "syntax error: missing '}'", STR(""));
}

static void keep(const struct braces *b, struct str rest, struct buf *out)
{
	buf_cstr_add(out, "${");
	buf_str_add(out, b->name);
	buf_str_add(out, b->modifier);
	buf_str_add(out, rest);
	buf_char(out, '}');
}

static int bad_pattern(struct lexer *l, struct str pattern, uint32_t bad)
{
	AUTO(buf_release) struct buf b = {0};

	buf_fmt(&b, "%.*s", STR_FMT(pattern));
	buf_cstr_add(&b, ") in substitution: invalid escape '\\");
	rune_add(&b, bad);
	buf_cstr_add(&b, "'");
	return fail(l, "invalid pattern ({a}", buf_str(&b));
}

static int trimmed(struct lexer *l, const struct braces *b, struct str word, struct buf *out)
{
	AUTO(pattern_release) struct pattern p = {0};
	enum pattern_edge edge = b->operator== '#' ? PATTERN_PREFIX : PATTERN_SUFFIX;
	bool longest = word.n > 0 && word.p[0] == b->operator;
	uint32_t bad = 0;

	if (longest)
		word = str_from(word, 1);
	if (!pattern_make(word, &p, &bad))
		return bad_pattern(l, word, bad);
	if (b->value && !pattern_trim(&p, *b->value, edge, longest, out, &l->budget))
		return over_limit(l, "the expansion takes too much work");
	return charge(l, out, b->value ? b->value->n : 0);
}

static int demanded(struct lexer *l, const struct braces *b, struct str word, struct buf *out)
{
	AUTO(buf_release) struct buf message = {0};

	if (b->value && (b->value->n > 0 || !b->null_is_unset)) {
		buf_str_add(out, *b->value);
		return charge(l, out, b->value->n);
	}
	buf_str_add(&message, b->name);
	buf_cstr_add(&message, ": ");
	if (word.n > 0)
		buf_str_add(&message, word);
	else
		buf_fmt(&message, "is not allowed to be %s", b->value ? "empty" : "unset");
	return fail(l, "{a}", buf_str(&message));
}

/* ${v-w} ${v+w} ${v?w} with or without colon, ${v#p} ${v%p}. */
static int with_word(struct lexer *l, const struct braces *b, struct buf *out)
{
	AUTO(sink_release) struct sink word = {0};
	bool is_pattern = b->operator== '#' || b->operator== '%';
	bool there = b->value && (b->value->n > 0 || !b->null_is_unset);

	if (braces_part(l, '}', is_pattern, &word) < 0)
		return -1;
	if (!b->value && l->x->keep_unset) {
		keep(b, buf_str(&word.text), out);
		return charge(l, out, word.text.n);
	}
	if (is_pattern)
		return trimmed(l, b, buf_str(&word.text), out);
	if (b->operator== '?')
		return demanded(l, b, buf_str(&word.text), out);
	if (there == (b->operator== '+'))
		buf_str_add(out, buf_str(&word.text));
	else if (there)
		buf_str_add(out, *b->value);
	return charge(l, out, there ? b->value->n : word.text.n);
}

static void keep_replacement(
	const struct braces *b, struct str pattern, struct str with, struct buf *out)
{
	AUTO(buf_release) struct buf rest = {0};

	buf_str_add(&rest, pattern);
	buf_char(&rest, '/');
	buf_str_add(&rest, with);
	keep(b, buf_str(&rest), out);
}

/* ${v/p/r} ${v//p/r} */
static int with_replacement(struct lexer *l, const struct braces *b, struct buf *out)
{
	AUTO(sink_release) struct sink pattern = {0};
	AUTO(sink_release) struct sink with = {0};
	AUTO(pattern_release) struct pattern p = {0};
	struct pattern_replace how = {.all = peek(l) == '/'};
	uint32_t bad = 0;

	if (how.all)
		next(l);
	if (braces_part(l, '/', true, &pattern) < 0 || braces_part(l, '}', true, &with) < 0)
		return -1;
	how.with = buf_str(&with.text);
	if (!b->value && l->x->keep_unset) {
		keep_replacement(b, buf_str(&pattern.text), how.with, out);
		return charge(l, out, pattern.text.n + how.with.n);
	}
	if (!pattern_make(buf_str(&pattern.text), &p, &bad))
		return bad_pattern(l, buf_str(&pattern.text), bad);
	if (!pattern_replace(&p, b->value ? *b->value : STR(""), how, out, &l->budget))
		return over_limit(l, "the expansion takes too much work");
	return charge(l, out, b->value ? b->value->n : 0);
}

static int plain_variable(struct lexer *l, const struct braces *b, struct buf *out)
{
	if (b->value)
		buf_str_add(out, *b->value);
	else if (l->x->keep_unset)
		keep(b, STR(""), out);
	return charge(l, out, b->value ? b->value->n : 1);
}

static int modified(struct lexer *l, struct braces *b, struct buf *out)
{
	size_t start = l->at;

	b->operator= next(l);
	if (b->operator== ':') {
		b->null_is_unset = true;
		b->operator= next(l);
	}
	if (b->operator== END)
		return fail(l, "syntax error: missing '}'", STR(""));
	b->modifier = str_from(str_upto(l->text, l->at), start);
	b->value = lookup(l, b->name);
	if (b->operator== '-' || b->operator== '+' || b->operator== '?')
		return with_word(l, b, out);
	if (!b->null_is_unset && (b->operator== '#' || b->operator== '%'))
		return with_word(l, b, out);
	if (!b->null_is_unset && b->operator== '/')
		return with_replacement(l, b, out);
	return fail(l, "unsupported modifier ({a}) in substitution", b->modifier);
}

static int braced(struct lexer *l, struct buf *out)
{
	struct braces b = {0};
	int first = peek(l);
	int r = 0;

	if (first == END)
		return fail(l, "syntax error: missing '}'", STR(""));
	if (first == '{' || first == '}' || first == ':')
		return fail(l, "syntax error: bad substitution", STR(""));
	if (l->depth == EXPAND_DEPTH_MAX)
		return over_limit(l, "`${` is nested too deep");
	l->depth++;
	b.name = variable_name(l);
	if (peek(l) == '}') {
		next(l);
		b.value = lookup(l, b.name);
		r = plain_variable(l, &b, out);
	} else {
		r = modified(l, &b, out);
	}
	l->depth--;
	return r;
}

static int dollar(struct lexer *l, struct buf *out)
{
	next(l);
	if (peek(l) == '{') {
		next(l);
		return braced(l, out);
	}
	struct str name = variable_name(l);
	const struct str *value = name.n > 0 ? lookup(l, name) : NULL;

	if (value) {
		buf_str_add(out, *value);
		return charge(l, out, value->n);
	}
	if (name.n == 0 || l->x->keep_unset) {
		buf_char(out, '$');
		buf_str_add(out, name);
	}
	return charge(l, out, 1);
}

static int expand(const struct expand *x, struct str raw, struct sink *out, struct err *e)
{
	AUTO(buf_release) struct buf why = {0};
	struct lexer l = {.x = x, .text = raw, .budget = EXPAND_WORK_MAX};
	int r = until(&l, END, x->keep_escapes, out);

	why = l.why;
	if (r == 0)
		return 0;
	if (l.over_limit)
		return diag(e, EXPAND_LIMIT, .a = raw, .b = buf_str(&why));
	return diag(e, EXPAND, .a = raw, .b = buf_str(&why));
}

int expand_word(const struct expand *x, struct str raw, struct buf *out, struct err *e)
{
	AUTO(sink_release) struct sink s = {0};

	if (expand(x, raw, &s, e) < 0)
		return -1;
	if (x->skip_processing && !str_eq(buf_str(&s.text), raw))
		return diag(e, EXPAND_NEVER, .a = raw);
	buf_str_add(out, buf_str(&s.text));
	return 0;
}

int expand_words(const struct expand *x, struct str raw, struct strs *out, struct err *e)
{
	AUTO(sink_release) struct sink s = {.words = out};

	return expand(x, raw, &s, e);
}
