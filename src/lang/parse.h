/* parse - bytes to instructions: nothing expanded, nothing looked up, every piece with its span.
 *
 * The language is the Dockerfile reference's, with the refinements of syntax/README.md. Tables are
 * made from syntax/instructions.def, flags.def and directives.def. Every str points into the source
 * or the arena and lives as long as the dockerfile.
 *
 * Owns: the arena; not the source. Fails: ERR_SYNTAX with position, cause and hint (nearest word);
 * ERR_LIMIT. Layer: lang.
 */
#ifndef LANG_PARSE_H
#define LANG_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"
#include "lang/source.h"

/* INSTR_ADD .. INSTR_WORKDIR, from syntax/instructions.def; the parser's one table of kinds. */
enum instr_kind {
#define INSTRUCTION(KIND, ...) INSTR_##KIND,
#include "instructions.def"
#undef INSTRUCTION
	INSTR_KINDS
};

const char *instr_name(enum instr_kind kind); /* "COPY" */

struct word {
	struct str raw; /* as written: quotes, escapes and variables still in it */
	struct span span;
};

struct flag {
	struct str name;  /* without "--" */
	struct str value; /* quotes and escapes removed, not expanded; "" when bare */
	bool has_value;   /* false for `--link` alone */
	struct span span;
};

struct heredoc {
	struct str name; /* unquoted */
	struct str body; /* raw, each line with its end; leading tabs already stripped for <<- */
	bool expand;     /* the name was not quoted */
	bool strip_tabs;
	struct span span; /* of the body with its terminator */
};

enum form { FORM_SHELL, FORM_EXEC }; /* text, or a JSON array of words */

/* ENV, LABEL and ARG: key=value pairs. value.raw is NULL-pointer for `ARG X`. */
struct pair {
	struct word key, value;
	bool has_value;
};

struct instr {
	enum instr_kind kind;
	struct str keyword;  /* as typed */
	struct span span;    /* the whole, heredocs included */
	struct str original; /* the logical line: continuations joined, comments gone; with heredoc
				bodies for RUN */
	struct str rest;     /* after keyword and flags, trimmed at both ends */
	struct span rest_span;
	enum form form;
	VEC(struct flag) flags;
	VEC(struct word) words; /* exec form: the decoded strings, not to be expanded as quoted
				   words; COPY/ADD/VOLUME in JSON form likewise */
	VEC(struct pair) pairs; /* ENV LABEL ARG */
	bool legacy_pair;       /* ENV k v */
	VEC(struct heredoc) heredocs;
	struct instr *trigger; /* ONBUILD: NULL when its word is no instruction (the child fails) */
	struct str comment;    /* the comment lines directly above, joined by newlines, for
				  --call=outline */
	/* FROM */
	struct word image, stage_name; /* stage_name.raw empty when none; case as typed */
	/* HEALTHCHECK */
	bool health_none;
};

struct stage_decl {
	size_t from;        /* index of its FROM */
	size_t first, last; /* instructions after FROM: [first, last) */
	struct str name;    /* lower case; empty when none */
};

struct warning {
	const char *rule; /* a name of language.md section 3 */
	char *text;
	struct span span;
};

struct directives {
	char escape; /* '\\' or '`' */
	struct str syntax, check;
	struct span syntax_span, check_span;
};

struct dockerfile {
	struct arena arena;
	const struct source *source;
	struct directives directives;
	VEC(struct instr) instrs; /* in file order; global ARGs come before the first FROM */
	VEC(struct stage_decl) stages;
	VEC(struct warning) warnings; /* what can be said from text alone */
};

MUST_CHECK int dockerfile_parse(const struct source *source, struct dockerfile *out, struct err *e);
/* One trigger's text (Config.OnBuild of a base) as an instruction; positions count in name. */
MUST_CHECK int dockerfile_parse_trigger(
	struct dockerfile *into, struct str text, struct instr *out, struct err *e);
const struct flag *instr_flag(
	const struct instr *i, const char *name); /* the last of that name, or NULL */
void dockerfile_release(struct dockerfile *d);

#endif
