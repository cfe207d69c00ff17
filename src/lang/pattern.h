/* pattern - what stands after # % and / in a `${...}`: literal text with * and ?.
 *
 * Matched by stepping a set of states over the value, so no pattern can blow up; every step is
 * charged to the caller's budget.
 *
 * Owns: its tokens. Fails: a bad escape, or the budget. Layer: lang, for expand.c alone.
 */
#ifndef LANG_PATTERN_H
#define LANG_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"

enum pattern_token_kind { PATTERN_RUNE, PATTERN_ANY, PATTERN_STAR };

struct pattern_token {
	enum pattern_token_kind kind;
	uint32_t rune;
};

struct pattern {
	VEC(struct pattern_token) tokens;
};

enum pattern_edge { PATTERN_PREFIX, PATTERN_SUFFIX };

/* false: *bad is the character after a `\` that may not be escaped. */
MUST_CHECK bool pattern_make(struct str text, struct pattern *out, uint32_t *bad);
void pattern_release(struct pattern *p);

/* Appends value without its prefix or suffix, or with matches replaced; false when *budget is used
 * up. */
struct pattern_trim {
	enum pattern_edge edge;
	bool longest;
};
MUST_CHECK bool pattern_trim(const struct pattern *p, struct str value, struct pattern_trim how,
	struct buf *out, size_t *budget);
struct pattern_replace {
	struct str with;
	bool all;
};
MUST_CHECK bool pattern_replace(const struct pattern *p, struct str value,
	struct pattern_replace how, struct buf *out, size_t *budget);

#endif
