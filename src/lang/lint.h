/* lint - what is legal and still worth a warning.
 *
 * A rule is one row of syntax/rules.def and one function. `# check=skip=RULE,RULE;error=true` at
 * the top of a file, or as a comment directly above one instruction, says which are wanted. Rules
 * that need values are reported by plan, with the same rows and the same options.
 *
 * Owns: options own their names. Fails: ERR_SYNTAX for options that are none. Layer: lang.
 *
 *     if (lint_wants(&options, instr, RULE_UNDEFINED_VAR))
 *         vec_push(&warnings, lint_warning(RULE_UNDEFINED_VAR, span, &with));
 */
#ifndef LANG_LINT_H
#define LANG_LINT_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "base/strs.h"
#include "lang/diag.h"
#include "lang/parse.h"

/* A file that breaks more rules has been told enough. */
enum { LINT_WARNINGS_MAX = 1000 };

enum lint_rule {
#define RULE(ROW, ...) RULE_##ROW,
#include "rules.def"
#undef RULE
	LINT_RULES
};

struct lint_options {
	struct strs skip, experimental; /* names of rules; unknown ones do nothing */
	bool skip_all, experimental_all;
	bool error; /* a warning fails the build */
};

/* "skip=A,B;error=true;experimental=all"; no position. */
MUST_CHECK int lint_options_parse(struct str text, struct lint_options *out, struct err *e);
void lint_options_copy(
	struct lint_options *to, const struct lint_options *from); /* to is released first */
void lint_options_release(struct lint_options *o);

const char *lint_name(enum lint_rule rule);
const char *lint_why(enum lint_rule rule);  /* one line, the same for every finding */
enum lint_rule lint_find(const char *name); /* LINT_RULES: none */
bool lint_is_docker(enum lint_rule rule);   /* not one that lichen alone has */
/* About instr, whose comment may skip rules too; NULL: about no instruction. */
bool lint_wants(const struct lint_options *o, const struct instr *instr, enum lint_rule rule);
struct warning lint_warning(
	enum lint_rule rule, struct span span, const struct diag_with *with); /* owns its text */

/* Replaces d->warnings by what the text-only rules find under the options. dockerfile_parse has
 * done it with the file's own; again for options from elsewhere. */
void lint_run(struct dockerfile *d, const struct lint_options *o);
void lint_forget(struct dockerfile *d); /* d->warnings are gone */

#endif
