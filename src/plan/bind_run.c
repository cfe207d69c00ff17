/* bind_run - RUN: the command, its heredocs, and the sandbox it asks for. */
#include <stdlib.h>

#include "base/ascii.h"
#include "lang/diag.h"
#include "lang/heredoc.h"
#include "plan/binder.h"
#include "plan/history.h"

enum { MOUNTS_MAX = 1000, HOSTNAME_MAX = 64 };

/* `RUN <<NAME` and nothing else: the body is the script. One that begins with `#!` becomes a file,
 * and the shell in force is given its path. */
static int script_command(
	struct binder *b, const struct heredoc *doc, struct run *run, struct err *e)
{
	AUTO(buf_release) struct buf path = {0};
	struct str name = STR(""), body = STR("");

	if (!str_starts(doc->body, STR("#!"))) {
		bind_add_shell(b, &run->argv, doc->body);
		return 0;
	}
	if (bind_file_name(b, doc->name, b->instr->rest_span, &name, e) < 0 ||
		bind_charge(b, doc->body.n, e) < 0)
		return -1;
	body = (struct str){arena_str(&b->program->arena, doc->body), doc->body.n};
	vec_push(&run->scripts, (struct run_script){name.p, body});
	buf_fmt(&path, "/dev/pipes/%s", name.p);
	bind_add_shell(b, &run->argv, buf_str(&path));
	return 0;
}

/* The shell reads the heredocs itself: the line, the bodies and their ends, put together again. */
static void reassembled_command(struct binder *b, struct run *run)
{
	AUTO(buf_release) struct buf script = {0};

	buf_str_add(&script, b->instr->rest);
	for (size_t i = 0; i < b->instr->heredocs.n; i++) {
		buf_char(&script, '\n');
		buf_str_add(&script, b->instr->heredocs.p[i].body);
		buf_str_add(&script, b->instr->heredocs.p[i].name);
	}
	bind_add_shell(b, &run->argv, buf_str(&script));
}

static int make_command(struct binder *b, struct run *run, struct err *e)
{
	const struct instr *i = b->instr;
	struct heredoc alone = {0};

	if (i->form == FORM_EXEC || i->heredocs.n == 0)
		return bind_command(b, &run->argv, e);
	if (i->heredocs.n > 1 || !heredoc_word(i->rest, &b->program->arena, &alone))
		reassembled_command(b, run);
	else if (script_command(b, &i->heredocs.p[0], run, e) < 0)
		return -1;
	return bind_check_argv(b, &run->argv, i->span, e);
}

static int refuse(struct binder *b, const struct flag *f, struct err *e)
{
	if (str_eq(f->name, STR("device")))
		diag(e, RUN_DEVICE);
	else
		diag(e, RUN_INSECURE);
	return bind_unsupported(b, f->span, e);
}

/* The values of --network and --security are those that the parser let pass. */
static int take_flag(struct binder *b, const struct flag *f, struct run *run, struct err *e)
{
	if (str_eq(f->name, STR("mount")))
		return run->mounts.n < MOUNTS_MAX
			       ? bind_mount(b, f, run, e)
			       : diag(e, MOUNTS_MANY, .a = STR_NUMBER(MOUNTS_MAX));
	if (str_eq(f->name, STR("device")) || str_eq(f->value, STR("insecure")))
		return refuse(b, f, e);
	if (str_eq(f->value, STR("none")))
		run->network = NETWORK_NONE;
	if (str_eq(f->value, STR("host")))
		run->network = NETWORK_HOST;
	return 0;
}

static int by_target(const void *a, const void *b)
{
	const struct run_mount *x = a, *y = b;
	int order = str_cmp(str_of(x->target), str_of(y->target));

	return order ? order : (x->written > y->written) - (x->written < y->written);
}

/* A parent may be written after its child, and of equal targets the later wins. */
static void order_mounts(struct run *run)
{
	size_t kept = 0;

	if (run->mounts.n > 0)
		qsort(run->mounts.p, run->mounts.n, sizeof *run->mounts.p, by_target);
	for (size_t i = 0; i < run->mounts.n; i++) {
		const struct run_mount *next = i + 1 < run->mounts.n ? &run->mounts.p[i + 1] : NULL;

		if (next && next->target && run->mounts.p[i].target &&
			str_eq(str_of(next->target), str_of(run->mounts.p[i].target)))
			continue;
		run->mounts.p[kept++] = run->mounts.p[i];
	}
	run->mounts.n = kept;
}

/* What sethostname and a line of /etc/hosts take. */
static bool is_hostname(struct str s)
{
	if (s.n == 0 || s.n > HOSTNAME_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_alnum(s.p[i]) && str_find(STR("-._"), s.p[i]) == 3)
			return false;
	return true;
}

static int set_hostname(struct binder *b, struct run *run, struct err *e)
{
	const struct map *args = b->request->build_args;
	const struct str *asked = args ? map_get(args, STR("BUILDKIT_SANDBOX_HOSTNAME")) : NULL;
	struct str kept = STR("");

	run->hostname = b->request->hostname;
	if (!asked || asked->n == 0)
		return 0;
	if (!is_hostname(*asked)) {
		err_set(e, ERR_INVALID, "BUILDKIT_SANDBOX_HOSTNAME is no host name: `%.*s`",
			STR_FMT(*asked));
		return err_hint(e, "up to %d ASCII letters, digits and . - _", HOSTNAME_MAX);
	}
	if (bind_keep(b, *asked, &kept, e) < 0)
		return -1;
	run->hostname = kept.p;
	return 0;
}

/* A mount like those of the flags, and before them, so that one of them wins. */
static void size_shared_memory(const struct binder *b, struct run *run)
{
	struct run_mount mount = {
		.type = MOUNT_TMPFS,
		.from = {.kind = ORIGIN_SCRATCH},
		.target = "/dev/shm",
		.size_bytes = b->request->shm_bytes,
		.span = b->instr->span,
	};

	if (b->request->shm_bytes > 0)
		vec_push(&run->mounts, mount);
}

static int make_sandbox(struct binder *b, struct run *run, struct err *e)
{
	run->network = b->request->network;
	run->hosts = b->request->hosts;
	run->limits = b->request->limits;
	run->limits_n = b->request->limits_n;
	size_shared_memory(b, run);
	if (set_hostname(b, run, e) < 0)
		return bind_fail(b, b->instr->span, e);
	run->env = (struct env_view){bind_state(b)->log, bind_state(b)->log->sets.n};
	run->proxies = &b->program->proxies;
	for (size_t i = 0; i < b->instr->flags.n; i++)
		if (take_flag(b, &b->instr->flags.p[i], run, e) < 0)
			return bind_fail(b, b->instr->flags.p[i].span, e);
	order_mounts(run);
	return 0;
}

/* "|2 A=1 B=2 ": every ARG declared so far with the value that the environment has now. */
static struct str run_args(struct stage_state *s)
{
	if (!s->run_args_stale)
		return buf_str(&s->run_args);
	s->run_args_stale = false;
	buf_clear(&s->run_args);
	if (s->args.n == 0)
		return STR("");
	buf_fmt(&s->run_args, "|%zu ", s->args.n);
	for (size_t i = 0; i < s->args.n; i++) {
		const struct str *value = map_get(&s->env, s->args.p[i].key);

		buf_str_add(&s->run_args, s->args.p[i].key);
		buf_char(&s->run_args, '=');
		buf_str_add(&s->run_args, value ? *value : s->args.p[i].value);
		buf_char(&s->run_args, ' ');
	}
	return buf_str(&s->run_args);
}

int bind_run(struct binder *b, struct err *e)
{
	AUTO(run_release) struct run run = {0};
	AUTO(buf_release) struct buf line = {0};
	struct step *step = NULL;

	if (make_command(b, &run, e) < 0 || make_sandbox(b, &run, e) < 0)
		return -1;
	buf_cstr_add(&line, "RUN ");
	buf_str_add(&line, run_args(bind_state(b)));
	history_joined(&run.argv, &line);
	buf_cstr_add(&line, " # buildkit");
	if (bind_step(b, STEP_RUN, buf_str(&line), &step, e) < 0)
		return -1;
	step->run = run;
	run = (struct run){0};
	return 0;
}
