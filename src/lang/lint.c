/* lint - what is legal and still worth a warning. */
#include "lang/lint.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/map.h"
#include "lang/instr.h"
#include "lang/rune.h"
#include "lang/words.h"

/* What earlier instructions leave for the rules; the per-stage part starts anew at each FROM. */
struct lint {
	struct dockerfile *d;
	const struct lint_options *options;
	struct map stages;        /* name to "shell" or "" */
	struct str stage;         /* name of the current one */
	bool in_stage, has_shell; /* SHELL is set, here or in a parent stage of this file */
	bool majority_lower;
	const struct instr *last[INSTR_KINDS]; /* of CMD, ENTRYPOINT, HEALTHCHECK */
};

typedef void rule_fn(struct lint *, const struct instr *);

static void warn(struct lint *l, const struct instr *i, enum lint_rule rule, struct span span,
	const struct diag_with *with)
{
	if (l->d->warnings.n < LINT_WARNINGS_MAX && lint_wants(l->options, i, rule))
		vec_push(&l->d->warnings, lint_warning(rule, span, with));
}

#define WARN(l, i, ROW, span, ...)                                                                 \
	warn((l), (i), RULE_##ROW, (span), &(struct diag_with){__VA_ARGS__})

static bool has_upper(struct str s)
{
	for (size_t k = 0; k < s.n; k++)
		if (ascii_is_upper(s.p[k]))
			return true;
	return false;
}

static bool has_lower(struct str s)
{
	for (size_t k = 0; k < s.n; k++)
		if (ascii_is_lower(s.p[k]))
			return true;
	return false;
}

static struct span keyword_span(const struct instr *i)
{
	uint32_t end = i->span.col + (uint32_t)i->keyword.n - 1;

	return (struct span){i->span.line, i->span.col, i->span.line, end};
}

static void stage_name_casing(struct lint *l, const struct instr *i)
{
	if (i->kind == INSTR_FROM && has_upper(i->stage_name.raw))
		WARN(l, i, STAGE_NAME_CASING, i->stage_name.span, .a = i->stage_name.raw);
}

static void from_as_casing(struct lint *l, const struct instr *i)
{
	if (i->kind != INSTR_FROM || i->words.n != 3)
		return;
	struct str as = i->words.p[1].raw;
	bool lower = !has_upper(i->keyword) && has_upper(as);
	bool upper = !has_lower(i->keyword) && has_lower(as);

	if (lower || upper)
		WARN(l, i, FROM_AS_CASING, i->words.p[1].span, .a = as, .b = i->keyword);
}

static void no_empty_continuation(struct lint *l, const struct instr *i)
{
	uint32_t line = i->empty_continuation;

	if (line > 0)
		WARN(l, i, NO_EMPTY_CONTINUATION, ((struct span){line, 1, line, 1}), .a = STR(""));
}

static void consistent_casing(struct lint *l, const struct instr *i)
{
	if (!l->in_stage)
		return;
	if (l->majority_lower ? has_upper(i->keyword) : has_lower(i->keyword))
		WARN(l, i, CONSISTENT_CASING, keyword_span(i), .a = i->keyword,
			.b = l->majority_lower ? STR("lowercase") : STR("uppercase"));
}

static void duplicate_stage(struct lint *l, const struct instr *i)
{
	if (i->kind == INSTR_FROM && l->stage.n > 0 && map_has(&l->stages, l->stage))
		WARN(l, i, DUPLICATE_STAGE, i->stage_name.span, .a = l->stage);
}

static void reserved_stage(struct lint *l, const struct instr *i)
{
	if (i->kind != INSTR_FROM)
		return;
	if (str_eq(l->stage, STR("scratch")) || str_eq(l->stage, STR("context")))
		WARN(l, i, RESERVED_STAGE, i->stage_name.span, .a = l->stage);
}

static void json_args(struct lint *l, const struct instr *i)
{
	if (i->kind != INSTR_CMD && i->kind != INSTR_ENTRYPOINT)
		return;
	if (i->form == FORM_SHELL && !l->has_shell)
		WARN(l, i, JSON_ARGS, i->span, .a = instr_row(i->kind)->name);
}

static void maintainer(struct lint *l, const struct instr *i)
{
	if (i->kind == INSTR_MAINTAINER)
		WARN(l, i, MAINTAINER, i->span, .a = STR(""));
}

/* Told at the earlier one, which is the one without effect. */
static void multiple(struct lint *l, const struct instr *i)
{
	if (i->kind != INSTR_CMD && i->kind != INSTR_ENTRYPOINT && i->kind != INSTR_HEALTHCHECK)
		return;
	if (l->last[i->kind])
		WARN(l, l->last[i->kind], MULTIPLE, l->last[i->kind]->span,
			.a = instr_row(i->kind)->name);
}

static void legacy_pair(struct lint *l, const struct instr *i)
{
	if (i->legacy_pair)
		WARN(l, i, LEGACY_PAIR, i->span, .a = instr_row(i->kind)->name);
}

/* Is one of the parts of key between `_` a word of the list? */
static bool has_part(struct str key, const char *const *words)
{
	struct str part = STR("");

	while (key.n > 0) {
		str_cut(key, '_', &part, &key);
		for (const char *const *w = words; *w; w++)
			if (str_eq_nocase(part, str_of(*w)))
				return true;
	}
	return false;
}

static void secrets(struct lint *l, const struct instr *i)
{
	static const char *const secret[] = {"apikey", "auth", "credential", "credentials", "key",
		"password", "pword", "passwd", "secret", "token", NULL};
	static const char *const harmless[] = {"public", "file", "version", NULL};

	if (i->kind != INSTR_ARG && i->kind != INSTR_ENV)
		return;
	for (size_t k = 0; k < i->pairs.n; k++) {
		struct word key = i->pairs.p[k].key;

		if (has_part(key.raw, secret) && !has_part(key.raw, harmless))
			WARN(l, i, SECRETS, key.span, .a = instr_row(i->kind)->name, .b = key.raw);
	}
}

static struct str first_word(struct str line)
{
	struct str word = STR("");

	words_blank(&line, &word);
	return word;
}

static bool describes(const struct instr *i, struct str word)
{
	if (i->kind == INSTR_FROM)
		return str_eq(word, i->stage_name.raw);
	for (size_t k = 0; k < i->pairs.n; k++)
		if (str_eq(word, i->pairs.p[k].key.raw))
			return true;
	return false;
}

static void description(struct lint *l, const struct instr *i)
{
	bool named = i->kind == INSTR_ARG || (i->kind == INSTR_FROM && l->stage.n > 0);
	size_t at = str_rfind(i->comment, '\n');
	struct str line = at < i->comment.n ? str_from(i->comment, at + 1) : i->comment;
	struct str key = STR("<arg_key>");

	if (!named || line.n == 0 || describes(i, first_word(line)))
		return;
	if (i->kind == INSTR_FROM)
		key = i->stage_name.raw;
	else if (i->pairs.n == 1)
		key = i->pairs.p[0].key.raw;
	WARN(l, i, DESCRIPTION, i->span, .a = instr_row(i->kind)->name, .b = key);
}

/* A word that expansion would leave as it is; others are checked by plan. */
static bool is_literal(struct str word)
{
	for (size_t k = 0; k < word.n; k++)
		if (word.p[k] == '\0' || strchr("$\\`'\"", word.p[k]))
			return false;
	return true;
}

static void expose_casing(struct lint *l, const struct instr *i)
{
	for (size_t k = 0; i->kind == INSTR_EXPOSE && k < i->words.n; k++) {
		struct str port = i->words.p[k].raw;

		if (is_literal(port) && has_upper(str_from(port, str_find(port, '/'))))
			WARN(l, i, EXPOSE_CASING, i->words.p[k].span, .a = port);
	}
}

static void expose_format(struct lint *l, const struct instr *i)
{
	for (size_t k = 0; i->kind == INSTR_EXPOSE && k < i->words.n; k++) {
		struct str port = i->words.p[k].raw;

		if (is_literal(port) && str_find(port, ':') < port.n)
			WARN(l, i, EXPOSE_FORMAT, i->words.p[k].span, .a = port);
	}
}

static void arg_comment(struct lint *l, const struct instr *i)
{
	for (size_t k = 0; i->kind == INSTR_ARG && k < i->pairs.n; k++) {
		struct word key = i->pairs.p[k].key;

		if (!str_starts(key.raw, STR("#")))
			continue;
		WARN(l, i, ARG_COMMENT, key.span, .a = key.raw);
		return;
	}
}

enum { EXEC_FORM_SHOWN = 60 };

/* A quote with a comma behind it. */
static bool has_quoted_item(struct str s)
{
	for (size_t i = 0; i + 1 < s.n; i++)
		if ((s.p[i] == '"' || s.p[i] == '\'') && s.p[i + 1] == ',')
			return true;
	return false;
}

/* Nearly a JSON array, as people write it. RUN may well begin with a test: [ "$a" = b ]. */
static bool is_nearly_array(struct str text, bool may_be_test)
{
	struct str inside = STR("");

	if (text.n < 2 || text.p[0] != '[' || text.p[text.n - 1] != ']')
		return false;
	inside = rune_trim((struct str){text.p + 1, text.n - 2});
	if (inside.n == 0 || !inside.p[0] ||
		!strchr("\"'\xe2", inside.p[0])) /* e2: a typographic one */
		return false;
	return !may_be_test || has_quoted_item(inside);
}

static void exec_form(struct lint *l, const struct instr *i)
{
	bool takes_array = i->kind == INSTR_RUN || i->kind == INSTR_CMD ||
			   i->kind == INSTR_ENTRYPOINT || i->kind == INSTR_COPY ||
			   i->kind == INSTR_ADD || i->kind == INSTR_VOLUME;

	if (takes_array && i->form == FORM_SHELL && is_nearly_array(i->rest, i->kind == INSTR_RUN))
		WARN(l, i, EXEC_FORM, i->span, .a = str_upto(i->rest, EXEC_FORM_SHOWN));
}

/* The rules that need no values, each where its row is. */
static rule_fn *const rules[LINT_RULES] = {
	[RULE_STAGE_NAME_CASING] = stage_name_casing,
	[RULE_FROM_AS_CASING] = from_as_casing,
	[RULE_NO_EMPTY_CONTINUATION] = no_empty_continuation,
	[RULE_CONSISTENT_CASING] = consistent_casing,
	[RULE_DUPLICATE_STAGE] = duplicate_stage,
	[RULE_RESERVED_STAGE] = reserved_stage,
	[RULE_JSON_ARGS] = json_args,
	[RULE_MAINTAINER] = maintainer,
	[RULE_MULTIPLE] = multiple,
	[RULE_LEGACY_PAIR] = legacy_pair,
	[RULE_SECRETS] = secrets,
	[RULE_DESCRIPTION] = description,
	[RULE_EXPOSE_CASING] = expose_casing,
	[RULE_EXPOSE_FORMAT] = expose_format,
	[RULE_ARG_COMMENT] = arg_comment,
	[RULE_EXEC_FORM] = exec_form,
};

/* The stage of this file that image names, in any case of letters. */
static const struct str *parent_stage(const struct lint *l, struct str image)
{
	AUTO(buf_release) struct buf lower = {0};

	buf_lower_add(&lower, image);
	return map_get(&l->stages, buf_str(&lower));
}

static void stage_begin(struct lint *l, const struct instr *i, struct str name)
{
	const struct str *parent = parent_stage(l, i->image.raw);

	memset(l->last, 0, sizeof l->last);
	l->in_stage = true;
	l->stage = name;
	l->has_shell = parent && parent->n > 0;
}

/* After the rules saw it: what later instructions must know. */
static void note(struct lint *l, const struct instr *i)
{
	l->last[i->kind] = i;
	if (i->kind == INSTR_SHELL)
		l->has_shell = true;
	if ((i->kind == INSTR_FROM || i->kind == INSTR_SHELL) && l->stage.n > 0)
		map_set(&l->stages, l->stage, l->has_shell ? STR("shell") : STR(""));
}

static bool is_lower_majority(const struct dockerfile *d)
{
	size_t lower = 0;
	size_t upper = 0;

	for (size_t k = d->stages.n > 0 ? d->stages.p[0].from : d->instrs.n; k < d->instrs.n; k++) {
		lower += !has_upper(d->instrs.p[k].keyword);
		upper += !has_lower(d->instrs.p[k].keyword);
	}
	return lower > upper;
}

void lint_run(struct dockerfile *d, const struct lint_options *o)
{
	struct lint l = {.d = d, .options = o, .majority_lower = is_lower_majority(d)};
	size_t stage = 0;

	lint_forget(d);
	for (size_t k = 0; k < d->instrs.n; k++) {
		const struct instr *i = &d->instrs.p[k];

		if (i->kind == INSTR_FROM)
			stage_begin(&l, i, d->stages.p[stage++].name);
		for (size_t r = 0; r < LINT_RULES; r++)
			if (rules[r])
				rules[r](&l, i);
		note(&l, i);
	}
	map_release(&l.stages);
}

void lint_forget(struct dockerfile *d)
{
	for (size_t k = 0; k < d->warnings.n; k++)
		free(d->warnings.p[k].text);
	d->warnings.n = 0;
}
