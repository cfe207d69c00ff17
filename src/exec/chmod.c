/* chmod - the --chmod texts, parsed into actions and applied to one mode after the other.
 *
 * A clause is parsed into one action for each of its operators. Who is named is kept as the bits
 * that may change, so that applying is arithmetic alone: `u` owns its set-id bit, `t` adds the
 * sticky bit to whoever is named with it.
 */
#include "exec/chmod.h"

#include <string.h>
#include <sys/stat.h>

enum { ALL_RWX = 0777, ALL_EXECUTE = 0111 };

static int fail(struct err *e, struct str text)
{
	return err_set(e, ERR_INVALID,
		"invalid chmod parameter: '%.*s'. it should be octal string and between 0 and "
		"07777, or symbolic as chmod(1) takes it",
		STR_FMT(text));
}

static int octal_parse(struct str text, struct chmod *out, struct err *e)
{
	mode_t mode = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '7')
			return fail(e, text);
		mode = mode * 8 + (mode_t)(text.p[i] - '0');
		if (mode > CHMOD_BITS)
			return fail(e, text);
	}
	out->octal = true;
	out->mode = mode;
	return 0;
}

static mode_t who_bits(char c)
{
	switch (c) {
	case 'u': return S_ISUID | S_IRWXU;
	case 'g': return S_ISGID | S_IRWXG;
	case 'o': return S_IRWXO;
	case 'a': return S_ISUID | S_ISGID | ALL_RWX;
	default: return 0;
	}
}

static mode_t permission_bits(char c)
{
	switch (c) {
	case 'r': return 0444;
	case 'w': return 0222;
	case 'x': return ALL_EXECUTE;
	case 's': return S_ISUID | S_ISGID;
	case 't': return S_ISVTX;
	default: return 0;
	}
}

static struct str take_who(struct str clause, mode_t *who)
{
	while (clause.n > 0 && who_bits(clause.p[0]) != 0) {
		*who |= who_bits(clause.p[0]);
		clause = str_from(clause, 1);
	}
	return clause;
}

/* After an op: either one of u, g, o, or any number of rwxXst. */
static struct str take_permissions(struct str rest, struct chmod_action *action)
{
	if (rest.n > 0 && rest.p[0] && strchr("ugo", rest.p[0])) {
		action->copy = rest.p[0];
		return str_from(rest, 1);
	}
	while (rest.n > 0 && rest.p[0] && strchr("rwxXst", rest.p[0])) {
		action->execute_x = action->execute_x || rest.p[0] == 'X';
		action->bits |= permission_bits(rest.p[0]);
		rest = str_from(rest, 1);
	}
	return rest;
}

static bool is_op(struct str s)
{
	return s.n > 0 && (s.p[0] == '+' || s.p[0] == '-' || s.p[0] == '=');
}

static int clause_parse(struct str clause, struct chmod *out)
{
	mode_t named = 0;
	struct str rest = take_who(clause, &named);
	if (!is_op(rest))
		return -1;
	/* Nobody named means everybody, as under umask 0. */
	mode_t who = named ? named : who_bits('a');
	bool sticky = who != S_IRWXO;
	while (is_op(rest)) {
		if (out->n == CHMOD_ACTIONS_MAX)
			return -1;
		struct chmod_action *action = &out->actions[out->n++];
		*action = (struct chmod_action){.op = rest.p[0], .who = who};
		rest = take_permissions(str_from(rest, 1), action);
		if (sticky && (action->bits & S_ISVTX))
			action->who |= S_ISVTX;
	}
	return rest.n == 0 ? 0 : -1;
}

int chmod_parse(struct str text, struct chmod *out, struct err *e)
{
	*out = (struct chmod){0};
	if (text.n == 0)
		return fail(e, text);
	if (text.p[0] >= '0' && text.p[0] <= '9')
		return octal_parse(text, out, e);
	struct str clause, rest = text;
	bool more = true;
	while (more) {
		more = str_cut(rest, ',', &clause, &rest);
		if (clause_parse(clause, out) < 0)
			return fail(e, text);
	}
	return 0;
}

/* u, g or o of mode, repeated for all three. */
static mode_t spread(mode_t mode, char from)
{
	mode_t three = from == 'u' ? mode >> 6 : from == 'g' ? mode >> 3 : mode;
	return (three & 7) * ALL_EXECUTE;
}

static mode_t apply_one(const struct chmod_action *a, mode_t mode, bool executable)
{
	mode_t bits = a->copy ? spread(mode, a->copy) : a->bits;
	if (a->execute_x && executable)
		bits |= ALL_EXECUTE;
	bits &= a->who;
	if (a->op == '+')
		return mode | bits;
	if (a->op == '-')
		return mode & ~bits;
	return (mode & ~a->who) | bits;
}

mode_t chmod_apply(const struct chmod *c, mode_t mode, bool directory)
{
	if (c->octal)
		return c->mode;
	mode &= CHMOD_BITS;
	bool executable = directory || (mode & ALL_EXECUTE);
	for (size_t i = 0; i < c->n; i++)
		mode = apply_one(&c->actions[i], mode, executable);
	return mode;
}
