/* glob - a wildcard pattern as tokens, run as a set of states: linear, whatever the pattern. */
#include "lang/glob.h"

#include <string.h>

#include "base/mem.h"
#include "lang/diag.h"
#include "lang/rune.h"

/* A byte that is no UTF-8 equals itself alone, so it gets a number of its own. */
enum { BYTE_BASE = 0x110000 };

/* Patterns up to this many tokens need no allocation to run. */
enum { STATES_ON_STACK = 512 };

static uint32_t unit_at(struct str s, size_t at, size_t *width)
{
	uint32_t rune = rune_at(s, at, width);

	return rune == RUNE_BAD && *width == 1 ? BYTE_BASE + (unsigned char)s.p[at] : rune;
}

static void unit_add(struct buf *b, uint32_t unit)
{
	if (unit >= BYTE_BASE)
		buf_char(b, (char)(unit - BYTE_BASE));
	else
		rune_add(b, unit);
}

struct cursor {
	struct str s;
	size_t at;
};

static bool done(const struct cursor *c)
{
	return c->at >= c->s.n;
}

static uint32_t take(struct cursor *c)
{
	size_t width = 0;
	uint32_t unit = unit_at(c->s, c->at, &width);

	c->at += width;
	return unit;
}

static bool take_if(struct cursor *c, char wanted)
{
	if (done(c) || c->s.p[c->at] != wanted)
		return false;
	c->at++;
	return true;
}

/* One end of a range; `-` and `]` must be escaped. */
static bool take_bound(struct cursor *c, uint32_t *out)
{
	if (done(c) || c->s.p[c->at] == '-' || c->s.p[c->at] == ']')
		return false;
	if (take_if(c, '\\') && done(c))
		return false;
	*out = take(c);
	return *out < BYTE_BASE && !done(c);
}

/* Behind `[`: ranges up to the `]`, at least one. */
static bool take_class(struct cursor *c, struct glob *g)
{
	struct glob_token t = {.kind = GLOB_CLASS, .first = g->ranges.n};

	t.negated = take_if(c, '^');
	do {
		struct glob_range range = {0};

		if (!take_bound(c, &range.low))
			return false;
		range.high = range.low;
		if (take_if(c, '-') && !take_bound(c, &range.high))
			return false;
		vec_push(&g->ranges, range);
		t.n++;
	} while (!take_if(c, ']'));
	vec_push(&g->tokens, t);
	return true;
}

static void token_add(struct glob *g, enum glob_kind kind, uint32_t rune)
{
	vec_push(&g->tokens, (struct glob_token){.kind = kind, .rune = rune});
}

static void take_stars(struct cursor *c, bool globstar, struct glob *g)
{
	if (!globstar || !take_if(c, '*')) {
		token_add(g, GLOB_STAR, 0);
		return;
	}
	take_if(c, '/');
	token_add(g, done(c) ? GLOB_REST : GLOB_DIRS, 0);
}

static bool take_token(struct cursor *c, bool globstar, struct glob *g)
{
	if (take_if(c, '*')) {
		take_stars(c, globstar, g);
		return true;
	}
	if (take_if(c, '['))
		return take_class(c, g);
	if (take_if(c, '?')) {
		token_add(g, GLOB_ANY, 0);
		return true;
	}
	if (take_if(c, '\\') && done(c))
		return false;
	token_add(g, GLOB_RUNE, take(c));
	return true;
}

bool glob_make(struct str pattern, bool globstar, struct glob *out)
{
	struct cursor c = {.s = pattern};

	*out = (struct glob){0};
	while (!done(&c)) {
		if (take_token(&c, globstar, out))
			continue;
		glob_release(out);
		return false;
	}
	return true;
}

void glob_release(struct glob *g)
{
	vec_release(&g->tokens);
	vec_release(&g->ranges);
}

static bool in_class(const struct glob *g, const struct glob_token *t, uint32_t unit)
{
	uint32_t rune = unit >= BYTE_BASE ? RUNE_BAD : unit;

	for (size_t i = 0; i < t->n; i++) {
		const struct glob_range *r = &g->ranges.p[t->first + i];

		if (rune >= r->low && rune <= r->high)
			return !t->negated;
	}
	return t->negated;
}

/* States 0..n: state i waits for token i, state n accepts. Only [low, high) can be active. */
struct states {
	unsigned char *on;
	size_t low, high;
};

/* DIRS has two ways: in front of it, where nothing is enough, and within, where a slash must come.
 */
enum { OFF = 0, READY = 1, WITHIN = 2 };

static void reach(const struct glob *g, struct states *s, size_t i)
{
	for (;; i++) {
		if (s->on[i] & READY)
			return;
		s->on[i] |= READY;
		s->low = i < s->low ? i : s->low;
		s->high = i + 1 > s->high ? i + 1 : s->high;
		if (i == g->tokens.n)
			return;
		enum glob_kind kind = g->tokens.p[i].kind;

		if (kind != GLOB_STAR && kind != GLOB_DIRS && kind != GLOB_REST)
			return;
	}
}

/* Stays in a token that may take more. */
static void stay(const struct glob *g, struct states *s, size_t i)
{
	if (g->tokens.p[i].kind != GLOB_DIRS) {
		reach(g, s, i);
		return;
	}
	s->on[i] |= WITHIN;
	s->low = i < s->low ? i : s->low;
	s->high = i + 1 > s->high ? i + 1 : s->high;
}

static void step(const struct glob *g, size_t i, uint32_t unit, struct states *next)
{
	const struct glob_token *t = &g->tokens.p[i];

	switch (t->kind) {
	case GLOB_RUNE:
		if (t->rune == unit)
			reach(g, next, i + 1);
		break;
	case GLOB_ANY:
		if (unit != '/')
			reach(g, next, i + 1);
		break;
	case GLOB_CLASS:
		if (in_class(g, t, unit))
			reach(g, next, i + 1);
		break;
	case GLOB_STAR:
		if (unit != '/')
			stay(g, next, i);
		break;
	case GLOB_DIRS:
		if (unit == '/')
			reach(g, next, i + 1);
		if (unit != '\n')
			stay(g, next, i);
		break;
	case GLOB_REST:
		if (unit != '\n')
			stay(g, next, i);
		break;
	}
}

static void states_clear(struct states *s, size_t n)
{
	if (s->high > s->low)
		memset(s->on + s->low, OFF, s->high - s->low);
	s->low = n + 1;
	s->high = 0;
}

static bool run(const struct glob *g, struct str name, unsigned char *memory)
{
	size_t n = g->tokens.n;
	struct states now = {.on = memory, .low = n + 1};
	struct states next = {.on = memory + n + 1, .low = n + 1};
	size_t width = 0;

	reach(g, &now, 0);
	for (size_t at = 0; at < name.n; at += width) {
		uint32_t unit = unit_at(name, at, &width);
		struct states swap = now;

		for (size_t i = now.low; i < now.high && i < n; i++)
			if (now.on[i])
				step(g, i, unit, &next);
		now = next;
		next = swap;
		states_clear(&next, n);
		if (now.high == 0)
			return false;
	}
	return now.on[n] & READY;
}

bool glob_run(const struct glob *g, struct str name)
{
	unsigned char on_stack[2 * STATES_ON_STACK];
	size_t need = 2 * (g->tokens.n + 1);

	if (need <= sizeof on_stack) {
		memset(on_stack, OFF, need);
		return run(g, name, on_stack);
	}
	AUTO(mem_release) unsigned char *memory = mem_alloc(need);

	return run(g, name, memory);
}

void glob_head(const struct glob *g, struct buf *out)
{
	for (size_t i = 0; i < g->tokens.n && g->tokens.p[i].kind == GLOB_RUNE; i++)
		unit_add(out, g->tokens.p[i].rune);
}

void glob_tail(const struct glob *g, struct buf *out)
{
	size_t start = g->tokens.n;

	while (start > 0 && g->tokens.p[start - 1].kind == GLOB_RUNE)
		start--;
	for (size_t i = start; i < g->tokens.n; i++)
		unit_add(out, g->tokens.p[i].rune);
}

int glob_match(struct str pattern, struct str name, struct err *e)
{
	AUTO(glob_release) struct glob g = {0};

	if (!glob_make(pattern, false, &g))
		return diag(e, GLOB_PATTERN, .a = pattern);
	return glob_run(&g, name);
}
