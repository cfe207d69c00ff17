/* bind_meta - USER, WORKDIR, VOLUME, EXPOSE, STOPSIGNAL, MAINTAINER, ONBUILD. */
#include <stdlib.h>

#include "base/mem.h"
#include "lang/diag.h"
#include "lang/expand.h"
#include "plan/binder.h"
#include "plan/history.h"
#include "plan/path.h"
#include "plan/ports.h"
#include "plan/signals.h"
#include "plan/warn.h"

static void set_text(char **field, struct str text)
{
	free(*field);
	*field = str_dup(text);
}

/* A history line of the keyword and one text. */
static int note(struct binder *b, enum step_kind kind, struct str text, struct err *e)
{
	AUTO(buf_release) struct buf line = {0};

	buf_fmt(&line, "%s ", instr_name(b->instr->kind));
	buf_str_add(&line, text);
	return bind_step(b, kind, buf_str(&line), NULL, e);
}

/* An empty user is root, which nobody says by leaving a variable unset. */
int bind_user(struct binder *b, struct err *e)
{
	const struct word *word = &b->instr->words.p[0];
	struct str user = STR("");

	if (bind_word(b, word, &user, e) < 0)
		return -1;
	if (user.n == 0) {
		diag(e, EMPTY_EXPANSION, .a = word->raw,
			.b = STR("give the variable a value, or name the user"));
		return bind_unsupported(b, word->span, e);
	}
	bind_state(b)->user = user.p;
	b->program->stages.p[b->stage].user_span = b->instr->span;
	set_text(&bind_config(b)->user, user);
	return note(b, STEP_META, user, e);
}

int bind_workdir(struct binder *b, struct err *e)
{
	AUTO(buf_release) struct buf joined = {0};
	struct stage_state *s = bind_state(b);
	const struct word *word = &b->instr->words.p[0];
	struct str path = STR("");

	if (bind_word(b, word, &path, e) < 0)
		return -1;
	if (!s->workdir_set && !path_is_absolute(path))
		WARN_ABOUT(&b->program->warnings, &b->plan->lint, b->instr, WORKDIR_RELATIVE,
			.a = path);
	s->workdir_set = true;
	if (path_is_absolute(path))
		buf_str_add(&joined, path); /* docker keeps it as written */
	else
		path_join(str_of(s->workdir), path, false, &joined);
	if (bind_keep_path(b, buf_str(&joined), &path, e) < 0)
		return bind_fail(b, word->span, e);
	s->workdir = path.p;
	set_text(&bind_config(b)->working_dir, path);
	return note(b, str_eq(path, STR("/")) ? STEP_META : STEP_WORKDIR, path, e);
}

int bind_volume(struct binder *b, struct err *e)
{
	AUTO(strs_release) struct strs volumes = {0};
	AUTO(buf_release) struct buf line = {0};

	for (size_t i = 0; i < b->instr->words.n; i++) {
		const struct word *word = &b->instr->words.p[i];
		struct str path = STR("");

		if (bind_text(b, str_trim(word->raw), word->span, &path, e) < 0)
			return -1;
		if (path.n == 0) {
			diag(e, VOLUME_EMPTY);
			return bind_fail(b, word->span, e);
		}
		strs_add(&volumes, path);
		map_set(&bind_config(b)->volumes, path, STR(""));
	}
	history_plain(&volumes, &line);
	return note(b, STEP_META, buf_str(&line), e);
}

static int by_text(const void *a, const void *b)
{
	const struct word *x = *(const struct word *const *)a;
	const struct word *y = *(const struct word *const *)b;
	int order = str_cmp(x->raw, y->raw);

	return order ? order : (x > y) - (x < y);
}

static int add_ports(struct binder *b, const struct word *word, struct strs *ports, struct err *e)
{
	AUTO(strs_release) struct strs words = {0};
	struct expand x = {.vars = &bind_state(b)->env,
		.escape = b->plan->file->directives.escape,
		.undefined = &b->undefined};

	if (expand_words(&x, word->raw, &words, e) < 0)
		return bind_fail(b, word->span, e);
	for (size_t i = 0; i < words.n; i++)
		if (bind_charge(b, words.p[i].n, e) < 0 || ports_parse(words.p[i], ports, e) < 0)
			return bind_fail(b, word->span, e);
	return 0;
}

/* docker sorts the words as they are written, before it expands them. */
int bind_expose(struct binder *b, struct err *e)
{
	AUTO(strs_release) struct strs ports = {0};
	AUTO(buf_release) struct buf line = {0};
	size_t n = b->instr->words.n;
	AUTO(mem_release) const struct word **words = mem_alloc(n * sizeof *words);

	for (size_t i = 0; i < n; i++)
		words[i] = &b->instr->words.p[i];
	qsort(words, n, sizeof *words, by_text);
	for (size_t i = 0; i < n; i++)
		if (add_ports(b, words[i], &ports, e) < 0)
			return -1;
	for (size_t i = 0; i < ports.n; i++)
		map_set(&bind_config(b)->exposed_ports, ports.p[i], STR(""));
	history_plain(&ports, &line);
	return note(b, STEP_META, buf_str(&line), e);
}

int bind_stopsignal(struct binder *b, struct err *e)
{
	const struct word *word = &b->instr->words.p[0];
	struct str name = STR("");

	if (bind_word(b, word, &name, e) < 0)
		return -1;
	if (!signal_is_known(name)) {
		diag(e, SIGNAL, .a = name);
		return bind_fail(b, word->span, e);
	}
	set_text(&bind_config(b)->stop_signal, name);
	return note(b, STEP_META, name, e);
}

int bind_maintainer(struct binder *b, struct err *e)
{
	struct str author = STR("");

	if (bind_keep(b, b->instr->words.p[0].raw, &author, e) < 0)
		return -1;
	set_text(&bind_config(b)->author, author);
	return note(b, STEP_META, author, e);
}

/* Kept as text: it means something in the child only. No history. */
int bind_onbuild(struct binder *b, struct err *e)
{
	struct str text = STR("");

	if (bind_keep(b, b->instr->rest, &text, e) < 0)
		return -1;
	strs_add(&bind_config(b)->onbuild, text);
	return 0;
}
