/* expand - one word: variables replaced, quotes and escapes removed, exactly as BuildKit's lexer
 * does.
 *
 * Semantics: language.md 1.5, 5 and 6.9. Work and result are bounded: a result over 1 MiB or
 * nesting over 100 is ERR_LIMIT.
 *
 * Fails: ERR_SYNTAX `failed to process "WORD": ...`, ERR_LIMIT. Layer: lang.
 */
#ifndef LANG_EXPAND_H
#define LANG_EXPAND_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "base/strs.h"

struct expand {
	const struct map *vars;
	char escape;          /* '\\' or '`' */
	bool raw_quotes;      /* heredoc bodies: quotes are ordinary */
	bool skip_processing; /* only check that nothing would be expanded */
	struct strs
		*undefined; /* names that were used but not set are added, each once; may be NULL */
};

/* out receives the expanded, unquoted word (appended). */
MUST_CHECK int expand_word(const struct expand *x, struct str raw, struct buf *out, struct err *e);
/* As words: unquoted blanks, also from variables, split (EXPOSE). */
MUST_CHECK int expand_words(
	const struct expand *x, struct str raw, struct strs *out, struct err *e);

#endif
