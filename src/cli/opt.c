/* opt - a command's options as one table: the parser, the help text and the completion at once. */
#include "cli/opt.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "cli/wrap.h"

/* The words of a command line and how far they are read. */
struct words {
	char **p;
	int n, next;
};

static const struct opt *find_long(const struct opt *table, struct str name)
{
	for (const struct opt *o = table; o->name; o++)
		if (str_eq(str_of(o->name), name))
			return o;
	return NULL;
}

static const struct opt *find_short(const struct opt *table, char letter)
{
	for (const struct opt *o = table; o->name; o++)
		if (o->letter == letter)
			return o;
	return NULL;
}

static int unknown(const struct command *c, struct str name, struct err *e)
{
	struct str names[64];
	size_t n = 0;

	for (const struct opt *o = c->options; o->name && n < 64; o++)
		names[n++] = str_of(o->name);
	struct str near = str_nearest(name, names, n);

	err_set(e, ERR_USAGE, "unknown option: --%.*s", STR_FMT(name));
	if (near.n)
		return err_hint(e, "did you mean --%.*s?", STR_FMT(near));
	return err_hint(e, "`lichen %s --help` lists the options", c->name);
}

static int set_flag(bool *to, const struct opt *o, const char *value, struct err *e)
{
	struct str v = str_of(value);

	if (!value || str_eq_nocase(v, STR("true")) || str_eq(v, STR("1")))
		*to = true;
	else if (str_eq_nocase(v, STR("false")) || str_eq(v, STR("0")))
		*to = false;
	else
		return err_set(e, ERR_USAGE, "--%s takes true or false, not `%s`", o->name, value);
	return 0;
}

static int set_number(int *to, const struct opt *o, const char *value, struct err *e)
{
	unsigned long long number = 0;

	if (!str_to_u64(str_of(value), &number) || number > 1000000)
		return err_set(e, ERR_USAGE, "--%s takes a number, not `%s`", o->name, value);
	*to = (int)number;
	return 0;
}

/* NAME alone takes the environment's value, as docker does; one that is not set there is not given
 * at all. */
static int set_pair(struct map *to, const struct opt *o, const char *value, struct err *e)
{
	struct str key;
	struct str rest;

	if (str_cut(str_of(value), '=', &key, &rest)) {
		if (key.n == 0)
			return err_set(
				e, ERR_USAGE, "--%s `%s`: the name is empty", o->name, value);
		map_set(to, key, rest);
		return 0;
	}
	if (key.n == 0)
		return err_set(e, ERR_USAGE, "--%s takes NAME=VALUE", o->name);
	if (o->kind == OPT_LABELS)
		map_set(to, key, STR(""));
	else if (getenv(value))
		map_set(to, key, str_of(getenv(value)));
	return 0;
}

static int set_choice(const char **to, const struct opt *o, const char *value, struct err *e)
{
	AUTO(buf_release) struct buf known = {0};

	*to = value ? value : o->choices[0];
	for (const char *const *choice = o->choices; *choice; choice++) {
		if (strcmp(*choice, *to) == 0)
			return 0;
		buf_fmt(&known, "%s%s", known.n ? ", " : "", *choice);
	}
	return err_set(
		e, ERR_USAGE, "--%s takes one of %s, not `%s`", o->name, buf_cstr(&known), value);
}

static int set(const struct opt *o, char *values, const char *value, struct err *e)
{
	void *field = values + o->offset;

	switch (o->kind) {
	case OPT_FLAG: return set_flag(field, o, value, e);
	case OPT_NUMBER: return set_number(field, o, value, e);
	case OPT_PAIRS:
	case OPT_LABELS: return set_pair(field, o, value, e);
	case OPT_LIST: strs_add(field, str_of(value)); return 0;
	case OPT_TEXT: *(const char **)field = value; return 0;
	case OPT_CHOICE: return set_choice(field, o, value, e);
	}
	return 0;
}

static bool stands_alone(const struct opt *o)
{
	return o->kind == OPT_FLAG || o->kind == OPT_CHOICE;
}

static int take_value(const struct opt *o, struct words *w, const char **value, struct err *e)
{
	if (*value || stands_alone(o))
		return 0;
	if (w->next == w->n)
		return err_set(e, ERR_USAGE, "--%s needs a value: %s", o->name, o->argument);
	*value = w->p[w->next++];
	return 0;
}

static int take_other(const struct command *c, const struct other_opt *o, struct words *w,
	const char *value, void *values, struct err *e)
{
	if (!value && o->kind == OTHER_VALUE && w->next == w->n)
		return err_set(e, ERR_USAGE, "--%s needs a value", o->name);
	if (!value)
		value = o->kind == OTHER_VALUE ? w->p[w->next++] : "true";
	return other_take(o, value, (struct strs *)((char *)values + c->notes), e);
}

static int take_long(
	const struct command *c, struct words *w, const char *word, void *values, struct err *e)
{
	struct str name;
	struct str rest;
	bool has_value = str_cut(str_of(word + 2), '=', &name, &rest);
	const char *value = has_value ? rest.p : NULL;
	const struct opt *o = find_long(c->options, name);

	const struct other_opt *other = o ? NULL : other_find(c->others, name, 0);

	if (other)
		return take_other(c, other, w, value, values, e);
	if (!o)
		return unknown(c, name, e);
	return take_value(o, w, &value, e) < 0 ? -1 : set(o, values, value, e);
}

static int take_short(
	const struct command *c, struct words *w, const char *word, void *values, struct err *e)
{
	for (const char *letter = word + 1; *letter; letter++) {
		const struct opt *o = find_short(c->options, *letter);
		const struct other_opt *other = o ? NULL : other_find(c->others, STR(""), *letter);
		const char *value = NULL;

		if (other)
			return take_other(c, other, w, letter[1] ? letter + 1 : NULL, values, e);
		if (!o) {
			err_set(e, ERR_USAGE, "unknown option: -%c", *letter);
			return err_hint(e, "`lichen %s --help` lists the options", c->name);
		}
		if (!stands_alone(o) && letter[1])
			value = letter + 1 + (letter[1] == '=');
		if (take_value(o, w, &value, e) < 0 || set(o, values, value, e) < 0)
			return -1;
		if (!stands_alone(o))
			return 0;
	}
	return 0;
}

static int take_operand(
	const struct command *c, const char *word, struct strs *operands, struct err *e)
{
	if (c->operands[0] == '\0') {
		err_set(e, ERR_USAGE, "`lichen %s` takes options alone, not `%s`", c->name, word);
		return err_hint(e, "`lichen %s --help` lists them", c->name);
	}
	strs_add(operands, str_of(word));
	return 0;
}

static int take_option(
	const struct command *c, struct words *w, const char *word, void *values, struct err *e)
{
	return word[1] == '-' ? take_long(c, w, word, values, e)
			      : take_short(c, w, word, values, e);
}

int opt_parse(const struct command *c, int argc, char **argv, void *values, struct strs *operands,
	struct err *e)
{
	struct words w = {argv, argc, 1};
	bool ended = false;

	while (w.next < w.n) {
		const char *word = w.p[w.next++];

		if (ended || word[0] != '-' || word[1] == '\0') {
			if (take_operand(c, word, operands, e) < 0)
				return -1;
		} else if (strcmp(word, "--") == 0) {
			ended = true;
		} else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
			opt_help(c, stdout);
			return 1;
		} else if (take_option(c, &w, word, values, e) < 0) {
			return -1;
		}
	}
	return 0;
}

/* "-t, --tag NAME[:TAG]" in a column of its own, the help text in the next one. */
static void help_row(const struct opt *o, FILE *to)
{
	enum { MARGIN = 37 };
	int n = fprintf(to, "  %c%c%s --%s%s%s", o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
		o->letter ? "," : " ", o->name, o->argument && o->argument[0] != '[' ? " " : "",
		o->argument ? o->argument : "");

	if (n >= MARGIN) {
		fputc('\n', to);
		n = 0;
	}
	fprintf(to, "%*s", MARGIN - n, "");
	wrap(to, str_of(o->help), MARGIN);
}

void opt_help(const struct command *c, FILE *to)
{
	static const struct opt help = {'h', "help", OPT_FLAG, 0, NULL, "show this"};

	fprintf(to, "Usage: lichen %s%s%s%s\n\n", c->name, c->options[0].name ? " [OPTIONS]" : "",
		c->operands[0] ? " " : "", c->operands);
	wrap(to, str_of(c->summary), 0);
	fputs("\nOptions:\n", to);
	for (const struct opt *o = c->options; o->name; o++)
		help_row(o, to);
	help_row(&help, to);
}
