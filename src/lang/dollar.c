/* dollar - what a `$` becomes: names, and every form in braces. */
#include <string.h>

#include "lang/lexer.h"
#include "lang/pattern.h"
#include "lang/rune.h"

/* More names than this in one instruction tell nobody anything. */
enum { UNDEFINED_MAX = 1000 };

static bool is_special_parameter(int rune)
{
	return rune > 0 && rune < 0x80 && strchr("@*#?-$!0", rune);
}

/* Letters, digits and `_`; or digits alone; or one special character. */
static struct str variable_name(struct lexer *l)
{
	size_t start = l->at;

	if (lexer_peek(l) != END && rune_is_digit((uint32_t)lexer_peek(l))) {
		while (lexer_peek(l) != END && rune_is_digit((uint32_t)lexer_peek(l)))
			lexer_next(l);
	} else if (is_special_parameter(lexer_peek(l))) {
		lexer_next(l);
	} else {
		while (lexer_peek(l) == '_' ||
			(lexer_peek(l) != END && (rune_is_letter((uint32_t)lexer_peek(l)) ||
							 rune_is_digit((uint32_t)lexer_peek(l)))))
			lexer_next(l);
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
	if (lexer_until(l, stop, keep_escapes, out) == 0)
		return 0;
	if (l->over_limit || lexer_peek(l) != END)
		return -1;
	return stop == '/' ? lexer_fail(l, "syntax error: missing '/' in ${}", STR(""))
			   : lexer_fail(l, "syntax error: missing '}'", STR(""));
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
	return lexer_fail(l, "invalid pattern ({a}", buf_str(&b));
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
	if (b->value &&
		!pattern_trim(&p, *b->value, (struct pattern_trim){edge, longest}, out, &l->budget))
		return lexer_over_limit(l, "the expansion takes too much work");
	return lexer_charge(l, out, b->value ? b->value->n : 0);
}

static int demanded(struct lexer *l, const struct braces *b, struct str word, struct buf *out)
{
	AUTO(buf_release) struct buf message = {0};

	if (b->value && (b->value->n > 0 || !b->null_is_unset)) {
		buf_str_add(out, *b->value);
		return lexer_charge(l, out, b->value->n);
	}
	buf_str_add(&message, b->name);
	buf_cstr_add(&message, ": ");
	if (word.n > 0)
		buf_str_add(&message, word);
	else
		buf_fmt(&message, "is not allowed to be %s", b->value ? "empty" : "unset");
	return lexer_fail(l, "{a}", buf_str(&message));
}

/* ${v-w} ${v+w} ${v?w} with or without colon, ${v#p} ${v%p}. */
static int with_word(struct lexer *l, const struct braces *b, struct buf *out)
{
	AUTO(lexer_sink_release) struct sink word = {0};
	bool is_pattern = b->operator== '#' || b->operator== '%';
	bool there = b->value && (b->value->n > 0 || !b->null_is_unset);

	if (braces_part(l, '}', is_pattern, &word) < 0)
		return -1;
	if (!b->value && l->x->keep_unset) {
		keep(b, buf_str(&word.text), out);
		return lexer_charge(l, out, word.text.n);
	}
	if (is_pattern)
		return trimmed(l, b, buf_str(&word.text), out);
	if (b->operator== '?')
		return demanded(l, b, buf_str(&word.text), out);
	if (there == (b->operator== '+'))
		buf_str_add(out, buf_str(&word.text));
	else if (there)
		buf_str_add(out, *b->value);
	return lexer_charge(l, out, there ? b->value->n : word.text.n);
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
	AUTO(lexer_sink_release) struct sink pattern = {0};
	AUTO(lexer_sink_release) struct sink with = {0};
	AUTO(pattern_release) struct pattern p = {0};
	struct pattern_replace how = {.all = lexer_peek(l) == '/'};
	uint32_t bad = 0;

	if (how.all)
		lexer_next(l);
	if (braces_part(l, '/', true, &pattern) < 0 || braces_part(l, '}', true, &with) < 0)
		return -1;
	how.with = buf_str(&with.text);
	if (!b->value && l->x->keep_unset) {
		keep_replacement(b, buf_str(&pattern.text), how.with, out);
		return lexer_charge(l, out, pattern.text.n + how.with.n);
	}
	if (!pattern_make(buf_str(&pattern.text), &p, &bad))
		return bad_pattern(l, buf_str(&pattern.text), bad);
	if (!pattern_replace(&p, b->value ? *b->value : STR(""), how, out, &l->budget))
		return lexer_over_limit(l, "the expansion takes too much work");
	return lexer_charge(l, out, b->value ? b->value->n : 0);
}

static int plain_variable(struct lexer *l, const struct braces *b, struct buf *out)
{
	if (b->value)
		buf_str_add(out, *b->value);
	else if (l->x->keep_unset)
		keep(b, STR(""), out);
	return lexer_charge(l, out, b->value ? b->value->n : 1);
}

static int modified(struct lexer *l, struct braces *b, struct buf *out)
{
	size_t start = l->at;

	b->operator= lexer_next(l);
	if (b->operator== ':') {
		b->null_is_unset = true;
		b->operator= lexer_next(l);
	}
	/* BuildKit takes the end for a modifier, and shows it as U+FFFD. */
	if (b->operator== END)
		return lexer_fail(l,
			b->null_is_unset ? "syntax error: missing '}'"
					 : "unsupported modifier (\xef\xbf\xbd) in substitution: "
					   "missing '}'",
			STR(""));
	b->modifier = str_from(str_upto(l->text, l->at), start);
	b->value = lookup(l, b->name);
	if (b->operator== '-' || b->operator== '+' || b->operator== '?')
		return with_word(l, b, out);
	if (!b->null_is_unset && (b->operator== '#' || b->operator== '%'))
		return with_word(l, b, out);
	if (!b->null_is_unset && b->operator== '/')
		return with_replacement(l, b, out);
	return lexer_fail(l, "unsupported modifier ({a}) in substitution", b->modifier);
}

static int braced(struct lexer *l, struct buf *out)
{
	struct braces b = {0};
	int first = lexer_peek(l);
	int r = 0;

	if (first == END)
		return lexer_fail(l, "syntax error: missing '}'", STR(""));
	if (first == '{' || first == '}' || first == ':')
		return lexer_fail(l, "syntax error: bad substitution", STR(""));
	if (l->depth == EXPAND_DEPTH_MAX)
		return lexer_over_limit(l, "`${` is nested too deep");
	l->depth++;
	b.name = variable_name(l);
	if (lexer_peek(l) == '}') {
		lexer_next(l);
		b.value = lookup(l, b.name);
		r = plain_variable(l, &b, out);
	} else {
		r = modified(l, &b, out);
	}
	l->depth--;
	return r;
}

int lexer_dollar(struct lexer *l, struct buf *out)
{
	lexer_next(l);
	if (lexer_peek(l) == '{') {
		lexer_next(l);
		return braced(l, out);
	}
	struct str name = variable_name(l);
	const struct str *value = name.n > 0 ? lookup(l, name) : NULL;

	if (value) {
		buf_str_add(out, *value);
		return lexer_charge(l, out, value->n);
	}
	if (name.n == 0 || l->x->keep_unset) {
		buf_char(out, '$');
		buf_str_add(out, name);
	}
	return lexer_charge(l, out, 1);
}
