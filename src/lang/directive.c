/* directive - `# name=value` on the first lines: escape, syntax and check.
 *
 * The block ends at the first line that is none of the three. BuildKit looks at the lines twice: as
 * the parser, for escape, which may be indented; and before parsing, for syntax and check, which
 * may not, but may follow a `#!` line. Both are told apart here.
 */
#include <stdbool.h>

#include "lang/json.h"
#include "lang/lint.h"
#include "lang/parser.h"
#include "lang/rune.h"

enum directive {
#define DIRECTIVE(NAME, TEXT, LINE) DIRECTIVE_##NAME,
#include "directives.def"
#undef DIRECTIVE
	DIRECTIVES
};

static const struct str names[DIRECTIVES] = {
#define DIRECTIVE(NAME, TEXT, LINE) [DIRECTIVE_##NAME] = {TEXT, sizeof(TEXT) - 1},
#include "directives.def"
#undef DIRECTIVE
};

struct found {
	enum directive which;
	struct str value;
	struct str line; /* without blanks around it */
	bool indented;
};

static struct str take_name(struct str *s)
{
	size_t n = 0;

	while (n < s->n && (unsigned char)s->p[n] < 0x80 &&
		(rune_is_letter((unsigned char)s->p[n]) ||
			(n > 0 && rune_is_digit((unsigned char)s->p[n]))))
		n++;
	struct str name = str_upto(*s, n);

	*s = str_from(*s, n);
	return name;
}

/* mark is `#`, or `//` where other languages name their syntax. */
static bool directive_read(struct str line, struct str mark, struct found *out)
{
	struct str body = rune_trim(line);
	struct str text = str_from(body, mark.n);
	struct str name = STR("");

	if (!str_starts(body, mark))
		return false;
	text = rune_trim(text);
	name = take_name(&text);
	text = str_trim_left(text, " \t\f\r");
	if (name.n == 0 || !str_starts(text, STR("=")))
		return false;
	out->value = str_trim(str_from(text, 1));
	out->line = body;
	out->indented = body.p != line.p;
	for (size_t i = 0; out->value.n > 0 && i < DIRECTIVES; i++) {
		out->which = (enum directive)i;
		if (str_eq_nocase(name, names[i]))
			return true;
	}
	return false;
}

static struct span span_of(const struct parser *p, struct str line, struct str part)
{
	uint32_t at = (uint32_t)(part.p - line.p);
	uint32_t n = (uint32_t)(part.n > 0 ? part.n : 1);

	return (struct span){p->reader.line, at + 1, p->reader.line, at + n};
}

static bool is_builtin(struct str name)
{
	static const struct str hosts[] = {{"docker.io/", 10}, {"index.docker.io/", 16}};
	struct str rest = STR("");

	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
		if (str_starts(name, hosts[i]))
			name = str_from(name, hosts[i].n);
	if (!str_starts(name, STR("docker/dockerfile")))
		return false;
	rest = str_from(name, sizeof "docker/dockerfile" - 1);
	if (str_starts(rest, STR("-upstream")))
		rest = str_from(rest, sizeof "-upstream" - 1);
	return rest.n == 0 || rest.p[0] == ':' || rest.p[0] == '@';
}

/* The value up to its first blank names the language. */
static struct str language_of(struct str value)
{
	struct str name = STR("");
	struct str options = STR("");

	str_cut(value, ' ', &name, &options);
	return name;
}

int dockerfile_syntax(struct str value, struct err *e)
{
	struct str name = language_of(value);

	return is_builtin(name) ? 0 : diag(e, SYNTAX_FOREIGN, .a = name);
}

static int syntax_set(struct parser *p, struct str value, struct span span, struct err *e)
{
	p->out->directives.syntax = language_of(value);
	if (p->out->source->syntax_asked || dockerfile_syntax(value, e) == 0)
		return 0;
	return err_at(e, p->name, span);
}

static int escape_set(struct parser *p, struct str value, struct span span, struct err *e)
{
	if (!str_eq(value, STR("\\")) && !str_eq(value, STR("`"))) {
		diag(e, ESCAPE_TOKEN, .a = value);
		return err_at(e, p->name, span);
	}
	p->out->directives.escape = p->reader.escape = value.p[0];
	return 0;
}

static int check_set(struct parser *p, struct str value, struct span span, struct err *e)
{
	AUTO(lint_options_release) struct lint_options options = {0};

	p->out->directives.check = value;
	if (lint_options_parse(value, &options, e) < 0)
		return err_at(e, p->name, span);
	return 0;
}

static int directive_set(struct parser *p, const struct found *d, struct str line, struct err *e)
{
	struct span span = span_of(p, line, d->value);

	if (d->which == DIRECTIVE_ESCAPE)
		return escape_set(p, d->value, span, e);
	if (d->indented)
		return 0;
	return d->which == DIRECTIVE_SYNTAX ? syntax_set(p, d->value, span, e)
					    : check_set(p, d->value, span, e);
}

/* A file for another program: `// syntax=` or one JSON object that names it. */
static int foreign_check(struct parser *p, struct err *e)
{
	struct str text = p->reader.text;
	struct str line = str_upto(text, str_find(text, '\n'));
	struct str name = STR("");
	struct found d = {0};

	p->reader.line = 1;
	if (directive_read(line, STR("//"), &d) && d.which == DIRECTIVE_SYNTAX && !d.indented)
		return syntax_set(p, d.value, span_of(p, line, d.value), e);
	if (json_object_string(text, STR("syntax"), &p->out->arena, &name))
		return syntax_set(p, name, (struct span){1, 1, 1, 1}, e);
	p->reader.line = 0;
	return 0;
}

int directives_read(struct parser *p, struct err *e)
{
	bool seen[DIRECTIVES] = {false};
	struct reader before = p->reader;
	struct str line = STR("");
	struct found d = {0};
	bool after_shebang = str_starts(p->reader.text, STR("#!"));

	if (foreign_check(p, e) < 0)
		return -1;
	if (after_shebang && reader_raw(&p->reader, &line))
		before = p->reader;
	while (reader_raw(&p->reader, &line) && directive_read(line, STR("#"), &d)) {
		if (seen[d.which]) {
			diag(e, DIRECTIVE_TWICE, .a = names[d.which]);
			return err_at(e, p->name, span_of(p, line, d.line));
		}
		seen[d.which] = true;
		if (after_shebang && d.which == DIRECTIVE_ESCAPE)
			continue;
		if (directive_set(p, &d, line, e) < 0)
			return -1;
		before = p->reader;
	}
	before.escape = p->reader.escape;
	p->reader = before;
	return 0;
}
