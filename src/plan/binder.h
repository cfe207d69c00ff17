/* binder - the state of one program_bind: where it is, what is in force, what was spent.
 *
 * Every text that an instruction makes passes bind_word or bind_keep, so limits, NUL bytes,
 * undefined variables and positions are dealt with in one place.
 *
 * Owns: states until binder_release; the program is the caller's. Fails: ERR_SYNTAX, ERR_LIMIT with
 * position. Layer: plan, for the bind_* files alone.
 */
#ifndef PLAN_BINDER_H
#define PLAN_BINDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/strs.h"
#include "lang/parse.h"
#include "plan/bind.h"
#include "plan/env.h"

/* What is in force in a stage beside its config. */
struct stage_state {
	struct map env; /* ENV and ARG: what words expand with */
	size_t env_bytes;
	struct env_log *log; /* the same as a log; the program's */
	struct map args;     /* declared ARGs in order, with the value they got, or "" */
	struct buf run_args; /* "|2 A=1 B=2 ", as history has it */
	bool run_args_stale;
	const char *workdir; /* absolute */
	const char *user;    /* or NULL */
	bool workdir_set;    /* by a WORKDIR of this file */
	bool cmd_set;        /* by a CMD of this stage */
};

struct binder {
	struct program *program;
	struct plan *plan;
	const struct config *configs;
	const struct bind_request *request;
	struct stage_state *states; /* one a stage */
	size_t stage;
	const struct instr *instr;
	bool trigger, outside; /* outside: its pieces have no position in the file */
	size_t text_bytes, history_bytes;
	struct strs undefined; /* names that the instruction used without a value */
	struct buf scratch;
};

struct stage_state *bind_state(const struct binder *b);
struct config *bind_config(const struct binder *b);

/* Sets the position, unless there is one; -1. */
int bind_fail(const struct binder *b, struct span span, struct err *e);
MUST_CHECK int bind_charge(struct binder *b, size_t bytes, struct err *e);
/* Into the program's arena; no NUL byte. */
MUST_CHECK int bind_keep(struct binder *b, struct str text, struct str *out, struct err *e);
/* Expanded, then kept; with the position of span. */
MUST_CHECK int bind_text(
	struct binder *b, struct str raw, struct span span, struct str *out, struct err *e);
MUST_CHECK int bind_word(struct binder *b, const struct word *word, struct str *out, struct err *e);
/* value is kept already. */
MUST_CHECK int bind_set_env(struct binder *b, struct str key, struct str value, struct err *e);
/* Warns about the names in undefined that no ARG declares, and forgets them. */
void bind_report_undefined(struct binder *b);
/* A step with this history line; *out, when wanted, is valid until the next one. */
MUST_CHECK int bind_step(struct binder *b, enum step_kind kind, struct str created_by,
	struct step **out, struct err *e);
/* 0 when a check goes on all the same, else -1 with e as it is. */
int bind_unsupported(const struct binder *b, struct span span, struct err *e);
/* A path in the image, no longer than Linux takes; the caller has the position. */
MUST_CHECK int bind_keep_path(struct binder *b, struct str path, struct str *out, struct err *e);
/* The name of a heredoc as that of a file in one directory, out of which nothing may lead. */
MUST_CHECK int bind_file_name(
	struct binder *b, struct str name, struct span span, struct str *out, struct err *e);
/* Words of a command, which are charged and have no NUL. */
MUST_CHECK int bind_check_argv(
	struct binder *b, const struct strs *argv, struct span span, struct err *e);
/* The words of a command: as they are, or behind the shell in force. */
MUST_CHECK int bind_command(struct binder *b, struct strs *argv, struct err *e);
void bind_add_shell(const struct binder *b, struct strs *argv, struct str command);

MUST_CHECK int bind_arg(struct binder *b, struct err *e);
MUST_CHECK int bind_env(struct binder *b, struct err *e);
MUST_CHECK int bind_label(struct binder *b, struct err *e);
MUST_CHECK int bind_cmd(struct binder *b, struct err *e);
MUST_CHECK int bind_entrypoint(struct binder *b, struct err *e);
MUST_CHECK int bind_shell(struct binder *b, struct err *e);
MUST_CHECK int bind_healthcheck(struct binder *b, struct err *e);
MUST_CHECK int bind_user(struct binder *b, struct err *e);
MUST_CHECK int bind_workdir(struct binder *b, struct err *e);
MUST_CHECK int bind_volume(struct binder *b, struct err *e);
MUST_CHECK int bind_expose(struct binder *b, struct err *e);
MUST_CHECK int bind_stopsignal(struct binder *b, struct err *e);
MUST_CHECK int bind_maintainer(struct binder *b, struct err *e);
MUST_CHECK int bind_onbuild(struct binder *b, struct err *e);
MUST_CHECK int bind_run(struct binder *b, struct err *e);
MUST_CHECK int bind_copy(struct binder *b, struct err *e); /* and ADD */
MUST_CHECK int bind_mount(
	struct binder *b, const struct flag *flag, struct run *run, struct err *e);

/* The stage's config and state before its first instruction. */
MUST_CHECK int bind_base(struct binder *b, struct err *e);

#endif
