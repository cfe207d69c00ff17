/* expanded - what the tests of expansion share: variables, and a table of words with their values.
 */
#ifndef TESTS_LANG_EXPANDED_H
#define TESTS_LANG_EXPANDED_H

#include <criterion/criterion.h>

#include "lang/expand.h"

struct expanded {
	const char *raw, *want;
};

static inline void expanded_vars(struct map *m)
{
	map_set(m, STR("X"), STR("value"));
	map_set(m, STR("P"), STR("/usr/local/bin/x.tar.gz"));
	map_set(m, STR("E"), STR(""));
	map_set(m, STR("Y"), STR("yy"));
	map_set(m, STR("S"), STR("a b  c"));
	map_set(m, STR("Q"), STR("it's \"q\" $X"));
	map_set(m, STR("\xc3\xa9"), STR("accent"));
	map_set(m, STR("U"), STR("\xc3\xa4\xc3\xb6"));
	map_set(m, STR("STAR"), STR("a*b?c\\d}e/f"));
}

static inline void expanded_are(const struct expanded *table, size_t n)
{
	AUTO(map_release) struct map vars = {0};
	const struct expand x = {.vars = &vars, .escape = '\\'};

	expanded_vars(&vars);
	for (size_t i = 0; i < n; i++) {
		AUTO(buf_release) struct buf out = {0};
		struct err e = {0};

		cr_assert_eq(expand_word(&x, str_of(table[i].raw), &out, &e), 0, "%s: %s",
			table[i].raw, e.text);
		cr_assert_str_eq(buf_cstr(&out), table[i].want, "%s", table[i].raw);
	}
}

#endif
