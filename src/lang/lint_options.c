/* lint_options - `skip=RULE,RULE;error=true`, and what it makes of a rule. */
#include "base/buf.h"
#include "lang/lint.h"
#include "lang/rune.h"
#include "lang/value.h"

#define YES true
#define NO false

static const struct rule_row {
	const char *name, *text, *why;
	bool experimental;
} rows[LINT_RULES] = {
#define RULE(ROW, NAME, EXPERIMENTAL, TEXT, WHY) [RULE_##ROW] = {NAME, TEXT, WHY, EXPERIMENTAL},
#include "rules.def"
#undef RULE
};

/* What follows a blank is a remark: `skip=all // why`. */
static struct str without_remark(struct str text)
{
	text = rune_trim(text);
	return str_upto(text, str_find(text, ' '));
}

static void names_add(struct strs *names, bool *all, struct str value)
{
	struct str name = STR("");

	*all = *all || str_eq(without_remark(value), STR("all"));
	while (value.n > 0) {
		str_cut(value, ',', &name, &value);
		strs_add(names, without_remark(name));
	}
}

static int option_set(struct lint_options *o, struct str option, struct err *e)
{
	struct str key = STR("");
	struct str value = STR("");

	if (!str_cut(option, '=', &key, &value))
		return diag(e, CHECK_OPTION, .a = option);
	key = rune_trim(key);
	if (str_eq(key, STR("skip")))
		names_add(&o->skip, &o->skip_all, value);
	else if (str_eq(key, STR("experimental")))
		names_add(&o->experimental, &o->experimental_all, value);
	else if (!str_eq(key, STR("error")))
		return diag(e, CHECK_OPTION, .a = key);
	else if (!value_bool(without_remark(value), &o->error))
		return diag(e, CHECK_BOOL, .a = option);
	return 0;
}

int lint_options_parse(struct str text, struct lint_options *out, struct err *e)
{
	struct str option = STR("");

	*out = (struct lint_options){0};
	while (text.n > 0) {
		str_cut(text, ';', &option, &text);
		option = rune_trim(option);
		if (option.n > 0 && option_set(out, option, e) < 0) {
			lint_options_release(out);
			return -1;
		}
	}
	return 0;
}

void lint_options_copy(struct lint_options *to, const struct lint_options *from)
{
	if (to == from)
		return;
	lint_options_release(to);
	strs_copy(&to->skip, &from->skip);
	strs_copy(&to->experimental, &from->experimental);
	to->skip_all = from->skip_all;
	to->experimental_all = from->experimental_all;
	to->error = from->error;
}

void lint_options_release(struct lint_options *o)
{
	strs_release(&o->skip);
	strs_release(&o->experimental);
	*o = (struct lint_options){0};
}

const char *lint_name(enum lint_rule rule)
{
	return rows[rule].name;
}

const char *lint_why(enum lint_rule rule)
{
	return rows[rule].why;
}

enum lint_rule lint_find(const char *name)
{
	enum lint_rule rule = (enum lint_rule)0;

	while (rule < LINT_RULES && !str_eq(str_of(rows[rule].name), str_of(name)))
		rule++;
	return rule;
}

bool lint_is_docker(enum lint_rule rule)
{
	return rule < RULE_ARG_COMMENT; /* lichen's own come last */
}

/* A comment line `check=...` directly above the instruction; one that is wrong is a comment. */
static bool comment_skips(struct str comment, struct str name)
{
	struct str line = STR("");
	bool skips = false;

	while (comment.n > 0 && !skips) {
		AUTO(lint_options_release) struct lint_options o = {0};
		struct err ignored = {0};

		str_cut(comment, '\n', &line, &comment);
		if (str_starts(line, STR("check=")) &&
			lint_options_parse(str_from(line, 6), &o, &ignored) == 0)
			skips = o.skip_all || strs_has(&o.skip, name);
	}
	return skips;
}

bool lint_wants(const struct lint_options *o, const struct instr *instr, enum lint_rule rule)
{
	struct str name = str_of(rows[rule].name);

	if (rows[rule].experimental ? !o->experimental_all && !strs_has(&o->experimental, name)
				    : o->skip_all || strs_has(&o->skip, name))
		return false;
	return !instr || !comment_skips(instr->comment, name);
}

struct warning lint_warning(enum lint_rule rule, struct span span, const struct diag_with *with)
{
	struct buf text = {0};

	diag_fill(&text, rows[rule].text, with);
	return (struct warning){.rule = rows[rule].name, .text = buf_take(&text), .span = span};
}
