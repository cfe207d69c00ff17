/* warn - lint findings that need values, under the options that hold for their instruction. */
#include "plan/warn.h"

#include <stdlib.h>

/* More names than this are not searched for the nearest: the file may have a million. */
enum { CANDIDATES_MAX = 500 };

void warn_about(struct plan_warnings *list, const struct lint_options *options,
	const struct instr *instr, enum lint_rule rule, const struct diag_with *with)
{
	if (list->n >= PLAN_WARNINGS_MAX || !lint_wants(options, instr, rule))
		return;
	vec_push(list, lint_warning(rule, instr->span, with));
}

static size_t add_keys(const struct map *m, struct str *keys, size_t n)
{
	for (size_t i = 0; m && i < m->n && n < CANDIDATES_MAX; i++)
		keys[n++] = m->p[i].key;
	return n;
}

void warn_suggest(struct buf *out, const char *before, struct str word, const struct map *a,
	const struct map *b)
{
	struct str keys[CANDIDATES_MAX];
	size_t n = add_keys(b, keys, add_keys(a, keys, 0));
	struct str nearest = str_nearest(word, keys, n);

	if (nearest.n > 0 && !str_eq(nearest, word)) /* the same name is set later, or elsewhere */
		buf_fmt(out, " (did you mean %s%.*s?)", before, STR_FMT(nearest));
}

void warnings_release(struct plan_warnings *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->p[i].text);
	vec_release(list);
}
