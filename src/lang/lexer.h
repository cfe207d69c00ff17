/* lexer - one expansion under way: where it is, what it has made, what it may still spend.
 *
 * Owns: why, and what the sinks hold. Fails: -1 with `why` set; expand.c makes the error.
 * Layer: lang, for expand.c and dollar.c alone.
 */
#ifndef LANG_LEXER_H
#define LANG_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/strs.h"
#include "lang/expand.h"

enum { END = -1 };

struct lexer {
	const struct expand *x;
	struct str text;
	size_t at;
	int depth;
	size_t budget;
	bool keep_escapes, over_limit;
	struct buf why; /* the failure */
};

/* What a stretch of text becomes: one text and, when asked for, words. */
struct sink {
	struct buf text, word;
	struct strs *words; /* NULL: not wanted */
	bool in_word;
};

void lexer_sink_release(struct sink *s);

int lexer_peek(const struct lexer *l); /* the next code point, or END */
int lexer_next(struct lexer *l);
/* Each returns -1; `{a}` in why is the detail. */
int lexer_fail(struct lexer *l, const char *why, struct str detail);
int lexer_over_limit(struct lexer *l, const char *why);
/* cost was spent and grown has grown. */
MUST_CHECK int lexer_charge(struct lexer *l, const struct buf *grown, size_t cost);

/* Up to and over stop, or to the end of the text when stop is END. */
MUST_CHECK int lexer_until(struct lexer *l, int stop, bool keep_escapes, struct sink *out);
/* From the `$` on: what it stands for, appended. */
MUST_CHECK int lexer_dollar(struct lexer *l, struct buf *out);

#endif
