/* expand - one word: variables replaced, quotes and escapes removed, exactly as BuildKit's lexer
 * does.
 *
 * Forms: $v ${v} ${v:-w} ${v-w} ${v:+w} ${v+w} ${v:?w} ${v?w} ${v#p} ${v##p} ${v%p} ${v%%p}
 * ${v/p/r} ${v//p/r}; w is expanded in turn, p knows * and ?. An unset variable is empty. Time is
 * linear in the word but for patterns, and all of it is bounded: EXPAND_* below.
 *
 * Fails: ERR_SYNTAX `failed to process "WORD": ...`, ERR_LIMIT; without a position, which the
 * caller has. Layer: lang.
 *
 *     struct expand x = {.vars = &env, .escape = '\\'};
 *     if (expand_word(&x, STR("${HOME:-/root}/bin"), &out, e) < 0)
 *         return -1;
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

enum {
	EXPAND_BYTES_MAX = 1024 * 1024,     /* of a result, also of one in between */
	EXPAND_DEPTH_MAX = 100,             /* of ${ within ${ */
	EXPAND_WORK_MAX = 64 * 1024 * 1024, /* steps and bytes for one word */
};

struct expand {
	const struct map *vars; /* NULL: none is set */
	char escape;            /* '\\' or '`' */
	bool raw_quotes;        /* heredoc bodies: quotes are ordinary */
	bool skip_processing;   /* the word must be its own expansion, or it is an error */
	struct strs
		*undefined; /* names that were used but not set are added, each once; may be NULL */

	/* For heredoc.c, which needs words as they stand. */
	bool keep_quotes, keep_escapes; /* taken off nowhere */
	bool keep_unset;                /* `$name` of an unset variable stays */
	bool join_heredoc;              /* blanks after `<<` belong to the word */
};

/* out receives the expanded, unquoted word (appended). */
MUST_CHECK int expand_word(const struct expand *x, struct str raw, struct buf *out, struct err *e);
/* As words: unquoted blanks, also from variables, split (EXPOSE). */
MUST_CHECK int expand_words(
	const struct expand *x, struct str raw, struct strs *out, struct err *e);

#endif
