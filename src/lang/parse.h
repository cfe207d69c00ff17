/* parse - bytes to instructions: nothing expanded, nothing looked up, every piece with its span.
 *
 * The language is the Dockerfile reference's. What an instruction accepts stands in
 * syntax/instructions.def, flags.def and directives.def, and nowhere else. Every str, and every
 * array of an instruction, points into the source or the arena and lives as long as the dockerfile:
 * arrays are read, never grown.
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
	const struct heredoc
		*heredoc; /* of a `<<NAME` in COPY and ADD, which is no path; or NULL */
};

struct flag {
	struct str name;  /* without "--" */
	struct str value; /* quotes and escapes removed, not expanded; "true" or "false" for a
			     switch */
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

/* ENV, LABEL and ARG: key=value pairs, both as written. */
struct pair {
	struct word key, value;
	bool has_value; /* false for `ARG X`; `ARG X=` has an empty one */
};

struct instr {
	enum instr_kind kind;
	struct str keyword;  /* as typed */
	struct span span;    /* the whole, heredocs included */
	struct str original; /* the logical line: continuations joined, comments gone, trimmed; then
				for each heredoc a newline, its body and its name */
	/* After keyword and flags, trimmed at both ends. HEALTHCHECK: the command behind CMD.
	 * ONBUILD: with heredocs as in original, which is the entry in Config.OnBuild. */
	struct str rest;
	struct span rest_span;
	enum form form; /* of commands, COPY, ADD and VOLUME */
	VEC(struct flag) flags;
	/* Exec form: the decoded strings (COPY, ADD and VOLUME expand them like any word, commands
	 * do not). Else the words between blanks; one word, the rest, for USER, WORKDIR, STOPSIGNAL
	 * and MAINTAINER; none for a command in shell form. */
	VEC(struct word) words;
	VEC(struct pair) pairs; /* ENV LABEL ARG */
	bool legacy_pair;       /* ENV k v */
	VEC(struct heredoc) heredocs;
	struct instr *trigger; /* ONBUILD: NULL when its word is no instruction (the child fails) */
	struct str comment;    /* the comment lines directly above, joined by newlines, for
				  --call=outline */
	uint32_t empty_continuation; /* the last line, when a blank one was continued over; or 0 */
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
	const char *rule; /* a row of syntax/rules.def */
	char *text;
	struct span span;
};

struct directives {
	char escape; /* '\\' or '`' */
	struct str syntax, check;
};

struct dockerfile {
	struct arena arena;
	const struct source *source;
	struct directives directives;
	VEC(struct instr) instrs; /* in file order; global ARGs come before the first FROM */
	VEC(struct stage_decl) stages;
	VEC(struct warning) warnings; /* of the rules that need no values, under `# check=`; see
					 lint.h */
};

/* What stands before a mistake, and its warnings, are there after a failure too. */
MUST_CHECK int dockerfile_parse(const struct source *source, struct dockerfile *out, struct err *e);
/* Is what `# syntax=` may say this language? ERR_UNSUPPORTED when it is another. */
MUST_CHECK int dockerfile_syntax(struct str value, struct err *e);
/* One trigger's text (Config.OnBuild of a base) as an instruction, which lives as long as into;
 * positions count in the trigger. */
MUST_CHECK int dockerfile_parse_trigger(
	struct dockerfile *into, struct str text, struct instr *out, struct err *e);
const struct flag *instr_flag(
	const struct instr *i, const char *name); /* the last of that name, or NULL */
bool instr_switch(const struct instr *i, const char *name, bool otherwise); /* a bool flag */
void dockerfile_release(struct dockerfile *d);

#endif
