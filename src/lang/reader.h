/* reader - physical lines to logical ones: comments gone, continuations joined, positions kept.
 *
 * A joined line remembers where each of its pieces came from, so that any part of it has a span in
 * the file. Heredoc bodies are taken raw, by the caller, between logical lines.
 *
 * Owns: scratch memory (reader_release); joined text is in the arena. Fails: never.
 * Layer: lang, for the parser alone.
 */
#ifndef LANG_READER_H
#define LANG_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"

struct piece {
	size_t at; /* in the logical line */
	uint32_t line, col;
};

struct logical {
	struct str text; /* the joined line, blanks at its start dropped */
	VEC(struct piece) pieces;
	uint32_t line, end_line, end_col;
	bool empty_continuation;
};

struct reader {
	struct str text;
	size_t at;
	uint32_t line; /* lines read so far */
	char escape;
	struct arena *arena;
	struct buf comment; /* the comment lines since the last instruction, joined by newlines */
	struct buf joined;
};

/* The next line with its end, comments and all; false at the end of the text. */
bool reader_raw(struct reader *r, struct str *line);
/* The next logical line that is not blank; false at the end of the text. */
bool reader_next(struct reader *r, struct logical *out);
void reader_release(struct reader *r);

struct span logical_span(const struct logical *l, struct str part); /* part lies in l->text */
void logical_release(struct logical *l);

#endif
