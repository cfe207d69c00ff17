/* binder - the state of one program_bind: where it is, what is in force, what was spent. */
#include "plan/binder.h"

#include "lang/diag.h"
#include "lang/expand.h"
#include "plan/args.h"
#include "plan/path.h"
#include "plan/warn.h"

enum { FILE_NAME_BYTES_MAX = 255 }; /* what Linux takes */

struct stage_state *bind_state(const struct binder *b)
{
	return &b->states[b->stage];
}

struct config *bind_config(const struct binder *b)
{
	return &b->program->stages.p[b->stage].config;
}

int bind_fail(const struct binder *b, struct span span, struct err *e)
{
	return err_at(e, b->plan->file->source->name, b->outside ? b->instr->span : span);
}

int bind_charge(struct binder *b, size_t bytes, struct err *e)
{
	if (bytes > BIND_TEXT_BYTES_MAX - b->text_bytes) {
		diag(e, TEXT_LIMIT);
		return bind_fail(b, b->instr->span, e);
	}
	b->text_bytes += bytes;
	return 0;
}

int bind_keep(struct binder *b, struct str text, struct str *out, struct err *e)
{
	if (str_has_nul(text)) {
		diag(e, TEXT_NUL);
		return bind_fail(b, b->instr->span, e);
	}
	if (bind_charge(b, text.n, e) < 0)
		return -1;
	*out = (struct str){arena_str(&b->program->arena, text), text.n};
	return 0;
}

int bind_keep_path(struct binder *b, struct str path, struct str *out, struct err *e)
{
	if (path.n > PATH_BYTES_MAX)
		return diag(e, PATH_LONG, .a = STR_NUMBER(PATH_BYTES_MAX));
	return bind_keep(b, path, out, e);
}

int bind_file_name(
	struct binder *b, struct str name, struct span span, struct str *out, struct err *e)
{
	if (name.n > 0 && name.n <= FILE_NAME_BYTES_MAX && str_find(name, '/') == name.n &&
		!str_has_nul(name) && !str_eq(name, STR(".")) && !str_eq(name, STR("..")))
		return bind_keep(b, name, out, e);
	diag(e, SCRIPT_NAME, .a = name);
	return bind_fail(b, span, e);
}

int bind_text(struct binder *b, struct str raw, struct span span, struct str *out, struct err *e)
{
	struct expand x = {.vars = &bind_state(b)->env,
		.escape = b->plan->file->directives.escape,
		.undefined = &b->undefined};

	buf_clear(&b->scratch);
	if (expand_word(&x, raw, &b->scratch, e) < 0 ||
		bind_keep(b, buf_str(&b->scratch), out, e) < 0)
		return bind_fail(b, span, e);
	return 0;
}

int bind_word(struct binder *b, const struct word *word, struct str *out, struct err *e)
{
	return bind_text(b, word->raw, word->span, out, e);
}

int bind_set_env(struct binder *b, struct str key, struct str value, struct err *e)
{
	struct stage_state *s = bind_state(b);
	const struct str *old = map_get(&s->env, key);

	s->env_bytes += value.n + (old ? 0 : key.n) - (old ? old->n : 0);
	if (s->env_bytes > BIND_ENV_BYTES_MAX) {
		diag(e, ENVIRONMENT_LIMIT);
		return bind_fail(b, b->instr->span, e);
	}
	map_set(&s->env, key, value);
	vec_push(&s->log->sets, (struct map_entry){key, value});
	s->run_args_stale = true;
	return 0;
}

void bind_report_undefined(struct binder *b)
{
	const struct stage_state *s = bind_state(b);

	for (size_t i = 0; i < b->undefined.n; i++) {
		AUTO(buf_release) struct buf hint = {0};
		struct str name = b->undefined.p[i];

		if (map_has(&s->args, name) || arg_is_no_variable(name) ||
			b->program->warnings.n >= PLAN_WARNINGS_MAX)
			continue;
		warn_suggest(&hint, "$", name, &s->env, NULL);
		WARN_ABOUT(&b->program->warnings, &b->plan->lint, b->instr, UNDEFINED_VAR,
			.a = name, .b = buf_str(&hint));
	}
	strs_release(&b->undefined);
}

int bind_step(struct binder *b, enum step_kind kind, struct str created_by, struct step **out,
	struct err *e)
{
	struct stage_program *stage = &b->program->stages.p[b->stage];
	const struct stage_state *s = bind_state(b);

	if (created_by.n > BIND_HISTORY_BYTES_MAX - b->history_bytes) {
		diag(e, HISTORY_LIMIT);
		return bind_fail(b, b->instr->span, e);
	}
	if (str_has_nul(created_by)) {
		diag(e, TEXT_NUL);
		return bind_fail(b, b->instr->span, e);
	}
	b->history_bytes += created_by.n;
	vec_push(&stage->steps, (struct step){
					.kind = kind,
					.instr = b->instr,
					.trigger = b->trigger,
					.created_by = arena_str(&b->program->arena, created_by),
					.empty_layer = kind == STEP_META,
					.user = s->user,
					.workdir = s->workdir,
				});
	if (out)
		*out = vec_last(&stage->steps);
	return 0;
}

int bind_unsupported(const struct binder *b, struct span span, struct err *e)
{
	bind_fail(b, span, e);
	return b->request->skip_unsupported ? 0 : -1;
}

void bind_add_shell(const struct binder *b, struct strs *argv, struct str command)
{
	const struct strs *shell = &bind_config(b)->shell;

	for (size_t i = 0; i < shell->n; i++)
		strs_add(argv, shell->p[i]);
	if (shell->n == 0) {
		strs_add(argv, STR("/bin/sh"));
		strs_add(argv, STR("-c"));
	}
	strs_add(argv, command);
}

int bind_check_argv(struct binder *b, const struct strs *argv, struct span span, struct err *e)
{
	for (size_t i = 0; i < argv->n; i++) {
		if (str_has_nul(argv->p[i])) {
			diag(e, TEXT_NUL);
			return bind_fail(b, span, e);
		}
		if (bind_charge(b, argv->p[i].n, e) < 0)
			return -1;
	}
	return 0;
}

int bind_command(struct binder *b, struct strs *argv, struct err *e)
{
	const struct instr *i = b->instr;

	if (i->form == FORM_SHELL)
		bind_add_shell(b, argv, i->rest);
	else
		for (size_t k = 0; k < i->words.n; k++)
			strs_add(argv, i->words.p[k].raw);
	return bind_check_argv(b, argv, i->rest_span, e);
}
