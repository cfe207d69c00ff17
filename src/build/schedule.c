/* schedule - every needed stage, step by step: hits at once, misses as jobs, nothing twice. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/vec.h"
#include "build/state.h"
#include "exec/user.h"
#include "image/policy.h"
#include "plan/key.h"
#include "remote/url.h"

enum { STAGE_NUMBER = 32 };

static const struct stage_program *program_of(const struct build *b, size_t stage)
{
	return &b->program.stages.p[stage];
}

static const struct step *step_at_hand(const struct build *b, size_t stage)
{
	return &program_of(b, stage)->steps.p[b->stages[stage].next];
}

/* The step's number among those of its stage that touch files, as docker counts them: a FROM of an
 * image is the first. */
static void number_steps(const struct stage_program *p, size_t at, struct event *event)
{
	event->step = event->total = p->stage.base.kind == ORIGIN_IMAGE;
	for (size_t i = 0; i < p->steps.n; i++) {
		if (p->steps.p[i].kind == STEP_META)
			continue;
		event->total++;
		if (i <= at)
			event->step++;
	}
}

/* Of several stages, one without a name is called by its number. */
static struct str shown_name(const struct build *b, size_t stage, char number[STAGE_NUMBER])
{
	const struct plan_stage *s = &b->plan.stages.p[stage];

	if (s->name.n > 0 || b->file.stages.n < 2)
		return s->name;
	snprintf(number, STAGE_NUMBER, "stage-%zu", s->declaration);
	return str_of(number);
}

void schedule_emit(struct build *b, size_t stage, enum event_kind kind, struct event *event)
{
	struct stage_state *s = &b->stages[stage];
	char number[STAGE_NUMBER];
	const struct instr *instr = step_at_hand(b, stage)->instr;
	AUTO(mem_release)
	char *shown = instr->kind == INSTR_ADD ? url_redacted_line(instr->original) : NULL;

	if (s->task == 0)
		s->task = ++b->tasks;
	event->kind = kind;
	event->task = s->task;
	event->stage = (int)stage;
	number_steps(program_of(b, stage), s->next, event);
	event->id = shown_name(b, stage, number);
	event->name = shown ? str_of(shown) : instr->original;
	event->span = instr->span;
	event_emit(b->sink, event);
}

int step_failed_at(struct build *b, size_t stage, size_t number, struct err *e)
{
	const struct step *step = &program_of(b, stage)->steps.p[number];

	if (e->kind == ERR_STEP)
		e->hint[0] = '\0';
	e->stage = (int)stage;
	e->step = (int)number;
	return err_at(e, b->request->dockerfile_name, step->instr->span);
}

int step_failed(struct build *b, size_t stage, struct err *e)
{
	return step_failed_at(b, stage, b->stages[stage].next, e);
}

static void add_history(struct stage_state *s, const struct step *step, int64_t made_s)
{
	struct history h = {
		.created_by = (char *)step->created_by,
		.comment = "buildkit.dockerfile.v0",
		.empty_layer = step->empty_layer,
	};

	config_add_history(&s->history, &h);
	vec_push(&s->made, made_s);
}

static void next_step(struct stage_state *s)
{
	sources_close(s);
	s->next++;
	s->task = 0;
	mem_release(&s->gathered);
}

void step_finished(struct build *b, size_t stage, const struct step_record *record)
{
	struct stage_state *s = &b->stages[stage];

	chain_add(&s->chain, &record->diff_id);
	add_history(s, step_at_hand(b, stage), record->made_s);
	next_step(s);
}

static void begin_stage(struct build *b, size_t stage)
{
	struct stage_state *s = &b->stages[stage];
	const struct origin *base = &program_of(b, stage)->stage.base;
	const struct config *config = NULL;

	s->started = true;
	if (base->kind == ORIGIN_STAGE) {
		const struct stage_state *from = &b->stages[base->number];

		chain_copy(&s->chain, &from->chain);
		for (size_t i = 0; i < from->history.history_n; i++)
			config_add_history(&s->history, &from->history.history[i]);
		for (size_t i = 0; i < from->made.n; i++)
			vec_push(&s->made, from->made.p[i]);
		s->user_seen = from->user_seen;
		s->seen = from->seen;
		return;
	}
	if (base->kind != ORIGIN_IMAGE)
		return;
	config = &b->bases.p[base->number];
	for (size_t i = 0; i < config->diff_ids_n; i++)
		chain_add(&s->chain, &config->diff_ids[i]);
	for (size_t i = 0; i < config->history_n; i++)
		config_add_history(&s->history, &config->history[i]);
	config_match_history(&s->history, config->diff_ids_n);
}

static bool is_number(struct str s)
{
	unsigned long long value = 0;

	return str_to_u64(s, &value);
}

/* A USER by name must exist where it stands: silence would end as root. */
static int check_user(struct build *b, size_t stage, const struct step *step, struct err *e)
{
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;
	struct stage_state *s = &b->stages[stage];
	AUTO(mem_release) struct user *user = mem_alloc(sizeof *user);
	struct str name;
	struct str group;

	if (step->instr->kind != INSTR_USER || !step->user)
		return 0;
	s->user_seen = false;
	str_cut(str_of(step->user), ':', &name, &group);
	if (is_number(name) && (group.n == 0 || is_number(group)))
		return 0;
	if (b->request->policy.allow_root)
		return 0; /* whoever it is may be root: a RUN will say when it is nobody */
	if (chain_view(b->store, &s->chain, &root, e) < 0)
		return step_failed(b, stage, e);
	if (user_resolve(&root, str_of(step->user), user, e) < 0) {
		policy_unknown_user(e);
		return step_failed(b, stage, e);
	}
	s->user_seen = true;
	s->seen = (struct policy_seen){user->uid, step->instr->span.line};
	return 0;
}

static void key_of_step(struct build *b, size_t stage)
{
	struct stage_state *s = &b->stages[stage];
	const struct step *step = step_at_hand(b, stage);
	struct step_inputs inputs = {
		s->gathered ? &s->gathered->input.content : NULL, step_reads(step) ? 1 : 0};
	AUTO(mem_release) char *platform = str_dup(program_of(b, stage)->stage.platform);
	struct key_context context = {platform, b->epoch_s};

	s->key = key_make(step, &s->chain.id, &inputs, &context);
}

enum progress { STUCK = 0, MOVED = 1 };

/* Each entry names stages, with commas between them, in any case: docker's --no-cache-filter. */
static bool never_cached(const struct build *b, size_t stage)
{
	const struct strs *lists = b->request->no_cache_stages;
	struct str name = b->plan.stages.p[stage].name;
	struct str one = STR("");

	for (size_t i = 0; lists && name.n > 0 && i < lists->n; i++)
		for (struct str rest = lists->p[i]; rest.n > 0;) {
			str_cut(rest, ',', &one, &rest);
			if (str_eq_nocase(str_trim(one), name))
				return true;
		}
	return b->request->no_cache;
}

static int try_cache(struct build *b, size_t stage, struct err *e)
{
	struct step_record record = {0};

	if (never_cached(b, stage))
		return 0;
	int hit = cache_find(b->store, &b->stages[stage].key, &record, e);

	if (hit <= 0)
		return hit;
	schedule_emit(b, stage, EVENT_STEP_STARTED, &(struct event){0});
	schedule_emit(b, stage, EVENT_STEP_CACHED, &(struct event){0});
	b->result->steps_cached++;
	step_finished(b, stage, &record);
	return 1;
}

static bool may_start(const struct build *b)
{
	return b->running < b->request->jobs;
}

static int gather_first(struct build *b, size_t stage, const struct step *step, struct err *e)
{
	struct ahead *ahead = ahead_find(b, stage);

	if (ahead ? !ahead->gathered : !sources_ready(b, step) || !may_start(b))
		return STUCK;
	if (sources_open(b, stage, step, e) < 0)
		return step_failed(b, stage, e);
	if (ahead) {
		b->stages[stage].gathered = ahead->gathered;
		ahead->gathered = NULL;
		ahead->taken = true;
		return MOVED;
	}
	return flight_gather(b, stage, e) < 0 ? -1 : STUCK;
}

static int advance_step(struct build *b, size_t stage, struct err *e)
{
	struct stage_state *s = &b->stages[stage];
	const struct step *step = step_at_hand(b, stage);

	if (step->kind == STEP_META) {
		if (check_user(b, stage, step, e) < 0)
			return -1;
		add_history(s, step, 0);
		next_step(s);
		return MOVED;
	}
	if (step_reads(step) && !s->gathered)
		return gather_first(b, stage, step, e);
	key_of_step(b, stage);
	int hit = try_cache(b, stage, e);

	if (hit != 0)
		return hit;
	if (!may_start(b))
		return STUCK;
	schedule_emit(b, stage, EVENT_STEP_STARTED, &(struct event){0});
	return flight_perform(b, stage, e) < 0 ? step_failed(b, stage, e) : STUCK;
}

/* As far as a stage gets without waiting. */
static int advance_stage(struct build *b, size_t stage, struct err *e)
{
	struct stage_state *s = &b->stages[stage];
	const struct stage_program *p = program_of(b, stage);
	const struct stage_state *base = source_stage(b, &p->stage.base);
	int moved = STUCK;

	if (s->done || s->flight.kind != FLIGHT_NONE || (base && !base->done))
		return STUCK;
	if (!s->started)
		begin_stage(b, stage);
	while (s->next < p->steps.n) {
		int step = advance_step(b, stage, e);

		if (step <= STUCK)
			return step < 0 ? -1 : moved;
		moved = MOVED;
	}
	s->done = true;
	return MOVED;
}

static int advance_all(struct build *b, struct err *e)
{
	int moved = STUCK;

	do {
		moved = STUCK;
		for (size_t i = 0; i < b->stages_n; i++) {
			int stage = advance_stage(b, i, e);

			if (stage < 0)
				return -1;
			moved |= stage;
		}
	} while (moved == MOVED);
	return 0;
}

static int wait_for_events(struct build *b, struct pollfd *polls, struct err *e)
{
	size_t n = 0;

	for (size_t i = 0; i < b->stages_n; i++) {
		const struct flight *f = &b->stages[i].flight;
		bool up = f->kind != FLIGHT_NONE;

		polls[n++] = (struct pollfd){up ? f->job.result_fd : -1, POLLIN, 0};
		polls[n++] = (struct pollfd){up ? f->out_fd : -1, POLLIN, 0};
		polls[n++] = (struct pollfd){up ? f->err_fd : -1, POLLIN, 0};
	}
	ahead_poll(b, polls + n);
	n += AHEAD_POLLS;
	polls[n++] = (struct pollfd){b->request->cancel_fd, POLLIN, 0};
	while (poll(polls, n, -1) < 0)
		if (errno != EINTR)
			return err_sys(e, "cannot wait for the steps");
	if (polls[n - 1].revents)
		return err_set(e, ERR_CANCELLED, "interrupted");
	return 0;
}

static int serve(struct build *b, const struct pollfd *polls, struct err *e)
{
	for (size_t i = 0; i < b->stages_n; i++) {
		if (b->stages[i].flight.kind == FLIGHT_NONE)
			continue;
		if (polls[3 * i + 1].revents || polls[3 * i + 2].revents)
			flight_read(b, i);
		if (polls[3 * i].revents && flight_land(b, i, e) < 0)
			return -1;
	}
	return ahead_serve(b, polls + 3 * b->stages_n, e);
}

int schedule_run(struct build *b, struct err *e)
{
	ahead_list(b);
	AUTO(mem_release)
	struct pollfd *polls = mem_alloc((3 * b->stages_n + AHEAD_POLLS + 1) * sizeof *polls);

	for (;;) {
		if (ahead_start(b, e) < 0 || advance_all(b, e) < 0)
			return -1;
		if (b->running == 0 && b->fetching == 0)
			return 0;
		if (wait_for_events(b, polls, e) < 0 || serve(b, polls, e) < 0)
			return -1;
	}
}
