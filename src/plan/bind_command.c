/* bind_command - CMD, ENTRYPOINT, SHELL and HEALTHCHECK: commands that the image keeps. */
#include "lang/value.h"
#include "plan/binder.h"
#include "plan/history.h"
#include "plan/warn.h"

static int note(struct binder *b, const struct strs *argv, struct err *e)
{
	AUTO(buf_release) struct buf line = {0};

	buf_fmt(&line, "%s ", instr_name(b->instr->kind));
	if (b->instr->kind == INSTR_SHELL)
		history_plain(argv, &line);
	else
		history_quoted(argv, &line);
	return bind_step(b, STEP_META, buf_str(&line), NULL, e);
}

/* Shares the texts: to was empty or is released. */
static void move(struct strs *to, struct strs *from)
{
	strs_release(to);
	*to = *from;
	*from = (struct strs){0};
}

/* As lang/lint has it, but a SHELL of an outside base counts too. */
static void recommend_json(struct binder *b)
{
	if (b->instr->form == FORM_SHELL && bind_config(b)->shell.n == 0)
		WARN_ABOUT(&b->program->warnings, &b->plan->lint, b->instr, JSON_ARGS,
			.a = str_of(instr_name(b->instr->kind)));
}

int bind_cmd(struct binder *b, struct err *e)
{
	AUTO(strs_release) struct strs argv = {0};
	struct config *c = bind_config(b);

	recommend_json(b);
	if (bind_command(b, &argv, e) < 0 || note(b, &argv, e) < 0)
		return -1;
	c->cmd_set = argv.n > 0;
	c->args_escaped = true;
	bind_state(b)->cmd_set = true;
	move(&c->cmd, &argv);
	return 0;
}

/* A CMD of the base was meant for the base's ENTRYPOINT. */
int bind_entrypoint(struct binder *b, struct err *e)
{
	AUTO(strs_release) struct strs argv = {0};
	struct config *c = bind_config(b);

	recommend_json(b);
	if (bind_command(b, &argv, e) < 0 || note(b, &argv, e) < 0)
		return -1;
	c->entrypoint_set = argv.n > 0;
	move(&c->entrypoint, &argv);
	if (bind_state(b)->cmd_set)
		return 0;
	strs_release(&c->cmd);
	c->cmd_set = false;
	return 0;
}

int bind_shell(struct binder *b, struct err *e)
{
	AUTO(strs_release) struct strs argv = {0};

	if (bind_command(b, &argv, e) < 0 || note(b, &argv, e) < 0)
		return -1;
	move(&bind_config(b)->shell, &argv);
	return 0;
}

/* The parser has refused what is no duration or number. */
static int64_t duration(const struct instr *i, const char *name)
{
	const struct flag *f = instr_flag(i, name);
	long long ns = 0;

	return f && value_duration(f->value, &ns) ? ns : 0;
}

static int64_t retries(const struct instr *i)
{
	const struct flag *f = instr_flag(i, "retries");
	int n = 0;

	return f && value_int32(f->value, &n) ? n : 0;
}

static int make_test(struct binder *b, struct strs *test, struct err *e)
{
	const struct instr *i = b->instr;
	struct str command = STR("");

	if (i->health_none) {
		strs_add(test, STR("NONE"));
		return 0;
	}
	strs_add(test, i->form == FORM_EXEC ? STR("CMD") : STR("CMD-SHELL"));
	for (size_t k = 0; i->form == FORM_EXEC && k < i->words.n; k++) {
		if (bind_keep(b, i->words.p[k].raw, &command, e) < 0)
			return -1;
		strs_add(test, command);
	}
	if (i->form == FORM_EXEC)
		return 0;
	if (bind_keep(b, i->rest, &command, e) < 0)
		return -1;
	strs_add(test, command);
	return 0;
}

int bind_healthcheck(struct binder *b, struct err *e)
{
	AUTO(buf_release) struct buf line = {0};
	AUTO(strs_release) struct strs test = {0};
	struct healthcheck *h = &bind_config(b)->healthcheck;

	if (make_test(b, &test, e) < 0)
		return -1;
	move(&h->test, &test);
	h->set = true;
	h->interval_ns = duration(b->instr, "interval");
	h->timeout_ns = duration(b->instr, "timeout");
	h->start_period_ns = duration(b->instr, "start-period");
	h->start_interval_ns = duration(b->instr, "start-interval");
	h->retries = retries(b->instr);
	buf_cstr_add(&line, "HEALTHCHECK ");
	history_health(h, &line);
	return bind_step(b, STEP_META, buf_str(&line), NULL, e);
}
