/* parser - what the files of the parser share: where it is, and how it says no.
 *
 * Owns: reader and line; the dockerfile is the caller's. Layer: lang, for parse.c, grammar.c and
 * directive.c alone.
 */
#ifndef LANG_PARSER_H
#define LANG_PARSER_H

#include "base/attr.h"
#include "base/err.h"
#include "lang/diag.h"
#include "lang/parse.h"
#include "lang/reader.h"

struct parser {
	struct dockerfile *out;
	const char *name; /* of the file, for errors */
	struct reader reader;
	struct logical line; /* the one that is being parsed */
};

/* The error of a row, at a part of the current line. */
#define reject(p, part, e, ROW, ...)                                                               \
	(diag(e, ROW, __VA_ARGS__), err_at(e, (p)->name, logical_span(&(p)->line, part)))

/* An array of the arena, exactly as long as it is. */
#define parser_keep(p, to, from)                                                                   \
	((to)->p = parser_copy((p), (from)->p, (from)->n * sizeof *(from)->p),                     \
		(to)->n = (to)->capacity = (from)->n)
void *parser_copy(struct parser *p, const void *bytes, size_t n);

/* text, a part of the current line, as one instruction. */
MUST_CHECK int parser_instr(struct parser *p, struct str text, struct instr *out, struct err *e);
/* The arguments of an instruction whose keyword and flags are done. */
MUST_CHECK int grammar_parse(struct parser *p, struct instr *i, struct err *e);
/* After the heredocs were read: which words of COPY and ADD they are. */
MUST_CHECK int grammar_link(struct parser *p, struct instr *i, struct err *e);
/* The directives at the top of the file; the reader goes on behind them. */
MUST_CHECK int directives_read(struct parser *p, struct err *e);

#endif
