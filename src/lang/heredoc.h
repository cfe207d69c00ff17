/* heredoc - is this word `<<NAME`, and which heredocs does a line open?
 *
 * BuildKit finds them with its word lexer, always with `\` as escape, and drops all of them when
 * the line cannot be lexed (an odd quote in a RUN); both are kept here, because a heredoc that one
 * tool sees and the other does not changes what the next lines mean.
 *
 * Owns: nothing; names are in the arena. Fails: ERR_LIMIT of the expansion. Layer: lang, for the
 * parser alone.
 */
#ifndef LANG_HEREDOC_H
#define LANG_HEREDOC_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"
#include "lang/parse.h"

struct heredocs {
	VEC(struct heredoc) list;
};

/* Fills name, expand and strip_tabs. */
bool heredoc_word(struct str word, struct arena *arena, struct heredoc *out);
MUST_CHECK int heredocs_find(
	struct str line, struct arena *arena, struct heredocs *out, struct err *e);

#endif
