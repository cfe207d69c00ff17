/* bind_vars - ENV, ARG and LABEL: pairs of names and values. */
#include "lang/diag.h"
#include "plan/args.h"
#include "plan/binder.h"
#include "plan/warn.h"

struct kept_pair {
	struct str key, value;
};

static int keep_pair(
	struct binder *b, const struct pair *pair, struct kept_pair *out, struct err *e)
{
	if (bind_word(b, &pair->key, &out->key, e) < 0 ||
		bind_word(b, &pair->value, &out->value, e) < 0)
		return -1;
	if (out->key.n > 0)
		return 0;
	diag(e, PAIR_BLANK, .a = str_of(instr_name(b->instr->kind)));
	return bind_fail(b, pair->key.span, e);
}

static void add_assignment(struct buf *line, struct str key, struct str value)
{
	buf_char(line, ' ');
	buf_str_add(line, key);
	buf_char(line, '=');
	buf_str_add(line, value);
}

/* All words of the line see the environment before it. */
static int keep_pairs(struct binder *b, struct kept_pair *pairs, struct buf *line, struct err *e)
{
	buf_cstr_add(line, instr_name(b->instr->kind));
	for (size_t i = 0; i < b->instr->pairs.n; i++) {
		if (keep_pair(b, &b->instr->pairs.p[i], &pairs[i], e) < 0)
			return -1;
		add_assignment(line, pairs[i].key, pairs[i].value);
	}
	return 0;
}

static struct kept_pair *room(const struct binder *b)
{
	return mem_alloc(b->instr->pairs.n * sizeof(struct kept_pair));
}

int bind_env(struct binder *b, struct err *e)
{
	AUTO(mem_release) struct kept_pair *pairs = room(b);
	AUTO(buf_release) struct buf line = {0};

	if (keep_pairs(b, pairs, &line, e) < 0)
		return -1;
	for (size_t i = 0; i < b->instr->pairs.n; i++) {
		if (bind_set_env(b, pairs[i].key, pairs[i].value, e) < 0)
			return -1;
		map_set(&bind_config(b)->env, pairs[i].key, pairs[i].value);
	}
	return bind_step(b, STEP_META, buf_str(&line), NULL, e);
}

int bind_label(struct binder *b, struct err *e)
{
	AUTO(mem_release) struct kept_pair *pairs = room(b);
	AUTO(buf_release) struct buf line = {0};

	if (keep_pairs(b, pairs, &line, e) < 0)
		return -1;
	for (size_t i = 0; i < b->instr->pairs.n; i++)
		map_set(&bind_config(b)->labels, pairs[i].key, pairs[i].value);
	return bind_step(b, STEP_META, buf_str(&line), NULL, e);
}

/* --build-arg as given, else the default expanded, else what stands before the first FROM. 1: a
 * value, 0: none. */
static int value_of(struct binder *b, const struct pair *pair, struct str *out, struct err *e)
{
	const struct map *given = b->request->build_args;
	const struct str *value = given ? map_get(given, pair->key.raw) : NULL;

	if (!value && pair->has_value)
		return bind_word(b, &pair->value, out, e) < 0 ? -1 : 1;
	if (!value)
		value = map_get(&b->plan->global_args, pair->key.raw);
	if (!value)
		return 0;
	return bind_keep(b, *value, out, e) < 0 ? -1 : 1;
}

static void warn_hidden_env(struct binder *b, struct str key, struct str value)
{
	const struct str *env = map_get(&bind_config(b)->env, key);

	if (env && !str_eq(*env, value))
		WARN_ABOUT(&b->program->warnings, &b->plan->lint, b->instr, ARG_OVER_ENV, .a = key);
}

static int declare(struct binder *b, const struct pair *pair, struct buf *line, struct err *e)
{
	struct str key = pair->key.raw;
	struct str value = STR("");
	int has = 0;

	if (bind_keep(b, key, &key, e) < 0)
		return -1;
	has = value_of(b, pair, &value, e);
	if (has < 0)
		return -1;
	bind_report_undefined(b);
	vec_push(&b->program->stages.p[b->stage].args, (struct bound_arg){b->instr, key, value});
	map_set(&bind_state(b)->args, key, value);
	bind_state(b)->run_args_stale = true;
	if (!has) {
		buf_fmt(line, " %.*s", STR_FMT(key));
		return 0;
	}
	add_assignment(line, key, value);
	if (arg_is_no_variable(key))
		return 0;
	warn_hidden_env(b, key, value);
	return bind_set_env(b, key, value, e);
}

int bind_arg(struct binder *b, struct err *e)
{
	AUTO(buf_release) struct buf line = {0};

	buf_cstr_add(&line, "ARG");
	for (size_t i = 0; i < b->instr->pairs.n; i++)
		if (declare(b, &b->instr->pairs.p[i], &line, e) < 0)
			return -1;
	return bind_step(b, STEP_META, buf_str(&line), NULL, e);
}
