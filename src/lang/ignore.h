/* ignore - .dockerignore and --exclude patterns, matched exactly as moby's patternmatcher does.
 *
 * The last rule that matches a path, or one of its parents, decides; but a `!` rule is only looked
 * at where something is excluded, and what a directory's rules said is inherited, so
 * `abc/d` with `!abc` behind it keeps abc/d out. `*` and `?` stop at `/`, `**` does not. Work is
 * linear in patterns times path length: no backtracking blow-up.
 *
 * Owns: the compiled patterns. Fails: ERR_INVALID, ERR_LIMIT, with the line. Layer: lang (takes
 * bytes, not files).
 *
 *     struct ignore_state own = {0};
 *     bool out = ignore_match(&ig, STR("src/a.o"), &state_of_src, &own);
 */
#ifndef LANG_IGNORE_H
#define LANG_IGNORE_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

enum { IGNORE_RULES_MAX = 100000, IGNORE_PATTERN_MAX = 4096 };

struct ignore {
	struct ignore_rule *rules;
	struct ignore_filter *filters; /* one a rule: what lets most of them be passed over */
	size_t n, capacity, filters_capacity;
	bool has_negation; /* some line begins with `!`: excluded directories must be entered all
			      the same */
};

/* The whole file: comments, blank lines, BOM, CR handled; a leading `/` means nothing. */
MUST_CHECK int ignore_parse(struct str bytes, const char *name, struct ignore *out, struct err *e);
/* One --exclude; a leading `/` matches nothing. */
MUST_CHECK int ignore_add(struct ignore *ig, struct str pattern, struct err *e);

/* The state of a directory, handed to the matches of what is below it, makes a whole walk linear.
 * Zero for the root. */
struct ignore_state {
	unsigned long long *matched; /* one bit a rule */
};

/* Is path (relative, clean, `/` between components) excluded? parent is its directory's state, NULL
 * or zero for the root's; *own, when wanted, receives path's own (release it). */
bool ignore_match(const struct ignore *ig, struct str path, const struct ignore_state *parent,
	struct ignore_state *own);
/* Without states: goes through every parent itself, with the same answer. */
bool ignore_match_path(const struct ignore *ig, struct str path);
/* The rule, as cleaned text, that excludes path; NULL when none does. For messages. */
const char *ignore_which(const struct ignore *ig, struct str path);
/* May a `!` rule bring something below dir back? In doubt it may; "" is the root. */
bool ignore_returns_below(const struct ignore *ig, struct str dir);
/* Is there a rule for every name in the root: `*` or `**`? */
bool ignore_hides_all(const struct ignore *ig);
void ignore_state_release(struct ignore_state *s);
void ignore_release(struct ignore *ig);

#endif
