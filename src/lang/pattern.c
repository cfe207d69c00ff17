/* pattern - what stands after # % and / in a `${...}`: literal text with * and ?. */
#include "lang/pattern.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/rune.h"

static const size_t NONE = SIZE_MAX;

static void token_add(struct pattern *p, enum pattern_token_kind kind, uint32_t rune)
{
	vec_push(&p->tokens, (struct pattern_token){kind, rune});
}

bool pattern_make(struct str text, struct pattern *out, uint32_t *bad)
{
	size_t width = 0;

	*out = (struct pattern){0};
	for (size_t at = 0; at < text.n; at += width) {
		uint32_t rune = rune_at(text, at, &width);

		if (rune == '*') {
			token_add(out, PATTERN_STAR, 0);
		} else if (rune == '?') {
			token_add(out, PATTERN_ANY, 0);
		} else if (rune != '\\') {
			token_add(out, PATTERN_RUNE, rune);
		} else {
			*bad = ++at < text.n ? rune_at(text, at, &width) : RUNE_BAD;
			if (*bad == RUNE_BAD || !strchr("*?\\}/", (int)*bad) || *bad > 0x7f) {
				pattern_release(out);
				return false;
			}
			token_add(out, PATTERN_RUNE, *bad);
		}
	}
	return true;
}

void pattern_release(struct pattern *p)
{
	vec_release(&p->tokens);
}

/* A value as code points, each with the offset of its first byte; one more offset for the end. */
struct runes {
	uint32_t *rune;
	size_t *offset;
	size_t n;
};

static void runes_make(struct str s, struct runes *out)
{
	size_t width = 0;

	out->rune = mem_alloc((s.n + 1) * sizeof *out->rune);
	out->offset = mem_alloc((s.n + 1) * sizeof *out->offset);
	out->n = 0;
	for (size_t at = 0; at < s.n; at += width) {
		out->rune[out->n] = rune_at(s, at, &width);
		out->offset[out->n++] = at;
	}
	out->offset[out->n] = s.n;
}

static void runes_release(struct runes *r)
{
	free(r->rune);
	free(r->offset);
}

/* The states of one run: state i waits for token i and holds the least start that led to it. */
struct run {
	const struct pattern *p;
	const struct runes *value;
	bool backward, anchored, shortest;
	size_t *now, *next;
	size_t start, end; /* of the best match, in code points */
};

static void run_make(struct run *r, const struct pattern *p, const struct runes *value)
{
	r->p = p;
	r->value = value;
	r->now = mem_alloc((p->tokens.n + 1) * sizeof *r->now);
	r->next = mem_alloc((p->tokens.n + 1) * sizeof *r->next);
}

static void run_release(struct run *r)
{
	free(r->now);
	free(r->next);
}

static const struct pattern_token *token_of(const struct run *r, size_t i)
{
	return &r->p->tokens.p[r->backward ? r->p->tokens.n - 1 - i : i];
}

static uint32_t rune_of(const struct run *r, size_t i)
{
	return r->value->rune[r->backward ? r->value->n - 1 - i : i];
}

static void reach(const struct run *r, size_t *states, size_t i, size_t start)
{
	while (start < states[i]) {
		states[i] = start;
		if (i == r->p->tokens.n || token_of(r, i)->kind != PATTERN_STAR)
			return;
		i++; /* a star may be nothing */
	}
}

/* Every state that can take the rune; false when none is left. */
static bool step(struct run *r, uint32_t rune)
{
	size_t n = r->p->tokens.n;
	size_t *swap = r->now;
	bool alive = false;

	for (size_t i = 0; i <= n; i++)
		r->next[i] = NONE;
	for (size_t i = 0; i < n; i++) {
		const struct pattern_token *t = token_of(r, i);
		bool takes = t->kind == PATTERN_RUNE ? t->rune == rune : rune != '\n';

		if (r->now[i] == NONE || !takes)
			continue;
		reach(r, r->next, t->kind == PATTERN_STAR ? i : i + 1, r->now[i]);
		alive = true;
	}
	r->now = r->next;
	r->next = swap;
	return alive;
}

static void note_match(struct run *r, size_t at)
{
	size_t start = r->now[r->p->tokens.n];

	if (start == NONE || start > r->start)
		return;
	r->start = start;
	r->end = at;
}

/* States whose start lies behind the best match can no longer win. */
static void drop_later(struct run *r)
{
	for (size_t i = 0; i <= r->p->tokens.n; i++)
		if (r->now[i] > r->start)
			r->now[i] = NONE;
}

/* The leftmost match at or after from; r->start is NONE when there is none. */
static bool run_find(struct run *r, size_t from, size_t *budget)
{
	size_t cost = r->p->tokens.n + 1;
	bool alive = true;

	r->start = NONE;
	for (size_t i = 0; i < cost; i++)
		r->now[i] = NONE;
	for (size_t at = from;; at++) {
		if (*budget < cost)
			return false;
		*budget -= cost;
		if (r->start == NONE && (at == from || !r->anchored))
			reach(r, r->now, 0, at);
		note_match(r, at);
		if (r->start != NONE)
			drop_later(r);
		if (at == r->value->n || (r->shortest && r->start != NONE))
			return true;
		alive = step(r, rune_of(r, at));
		if (!alive && (r->anchored || r->start != NONE))
			return true;
	}
}

bool pattern_trim(const struct pattern *p, struct str value, struct pattern_trim how,
	struct buf *out, size_t *budget)
{
	AUTO(runes_release) struct runes runes = {0};
	AUTO(run_release)
	struct run r = {
		.backward = how.edge == PATTERN_SUFFIX, .anchored = true, .shortest = !how.longest};

	runes_make(value, &runes);
	run_make(&r, p, &runes);
	if (!run_find(&r, 0, budget))
		return false;
	if (r.start == NONE)
		buf_str_add(out, value);
	else if (how.edge == PATTERN_PREFIX)
		buf_str_add(out, str_from(value, runes.offset[r.end]));
	else
		buf_str_add(out, str_upto(value, runes.offset[runes.n - r.end]));
	return true;
}

static struct str slice(struct str value, const struct runes *runes, size_t start, size_t end)
{
	return str_from(str_upto(value, runes->offset[end]), runes->offset[start]);
}

bool pattern_replace(const struct pattern *p, struct str value, struct pattern_replace how,
	struct buf *out, size_t *budget)
{
	AUTO(runes_release) struct runes runes = {0};
	AUTO(run_release) struct run r = {0};
	size_t done = 0;

	runes_make(value, &runes);
	run_make(&r, p, &runes);
	for (size_t from = 0; from <= runes.n; from = r.end > from ? r.end : from + 1) {
		if (!run_find(&r, from, budget))
			return false;
		if (r.start == NONE)
			break;
		buf_str_add(out, slice(value, &runes, done, r.start));
		/* nothing, right behind a match, is no match of its own */
		if (r.end > done || r.start == 0)
			buf_str_add(out, how.with);
		done = r.end;
		if (*budget < how.with.n)
			return false;
		*budget -= how.with.n;
		if (!how.all)
			break;
	}
	buf_str_add(out, slice(value, &runes, done, runes.n));
	return true;
}
