/* epoch_stage - the one source of a stage that is there to say SOURCE_DATE_EPOCH. */
#include "build/epoch_stage.h"

#include "build/epoch.h"
#include "lang/expand.h"
#include "plan/source_form.h"

const struct stage_decl *epoch_stage_find(const struct dockerfile *file, struct str name)
{
	for (size_t i = 0; i < file->stages.n; i++)
		if (file->stages.p[i].name.n > 0 && str_eq_nocase(file->stages.p[i].name, name))
			return &file->stages.p[i];
	return NULL;
}

static int refuse(struct err *e)
{
	err_set(e, ERR_SYNTAX,
		"a stage that SOURCE_DATE_EPOCH names is FROM scratch, ARG, and one ADD of a URL "
		"or a repository");
	return err_hint(e, "name another stage, or `context`, or say a number of seconds");
}

/* As in the stage itself: --build-arg, else the default; a name alone keeps what is in force. */
static int declare(const struct instr *instr, const struct map *build_args, const struct expand *x,
	struct map *vars, struct err *e)
{
	for (size_t i = 0; i < instr->pairs.n; i++) {
		const struct pair *pair = &instr->pairs.p[i];
		const struct str *given = build_args ? map_get(build_args, pair->key.raw) : NULL;
		AUTO(buf_release) struct buf value = {0};

		if (!given && !pair->has_value)
			continue;
		if (!given && expand_word(x, pair->value.raw, &value, e) < 0)
			return -1;
		map_set(vars, pair->key.raw, given ? *given : buf_str(&value));
	}
	return 0;
}

static int add(
	const struct instr *instr, const struct expand *x, struct epoch_stage *out, struct err *e)
{
	const struct flag *checksum = instr_flag(instr, "checksum");

	if (out->url.n > 0 || instr->words.n != 2 || instr->words.p[0].heredoc)
		return refuse(e);
	if (expand_word(x, instr->words.p[0].raw, &out->url, e) < 0 ||
		(checksum && expand_word(x, checksum->value, &out->checksum, e) < 0))
		return -1;
	return source_form(buf_str(&out->url)) == SOURCE_PATH ? refuse(e) : 0;
}

static int check_base(const struct instr *from, const struct expand *x, struct err *e)
{
	AUTO(buf_release) struct buf base = {0};

	if (expand_word(x, from->image.raw, &base, e) < 0)
		return -1;
	return str_eq(buf_str(&base), STR("scratch")) ? 0 : refuse(e);
}

static int read_line(const struct instr *instr, const struct map *build_args, struct map *vars,
	struct epoch_stage *out, struct err *e)
{
	struct expand x = {.vars = vars, .escape = '\\'};

	switch (instr->kind) {
	case INSTR_FROM: return check_base(instr, &x, e);
	case INSTR_ARG: return declare(instr, build_args, &x, vars, e);
	case INSTR_ADD: return add(instr, &x, out, e);
	default: return refuse(e);
	}
}

int epoch_stage_read(const struct plan *plan, const struct stage_decl *stage,
	const struct map *build_args, struct epoch_stage *out, struct err *e)
{
	const struct dockerfile *file = plan->file;
	AUTO(map_release) struct map vars = {0};

	for (size_t i = 0; i < plan->global_args.n; i++)
		if (!str_eq(plan->global_args.p[i].key, EPOCH_NAME))
			map_set(&vars, plan->global_args.p[i].key, plan->global_args.p[i].value);
	for (size_t i = stage->from; i < stage->last; i++)
		if (read_line(&file->instrs.p[i], build_args, &vars, out, e) < 0)
			return err_at(e, file->source->name, file->instrs.p[i].span);
	if (out->url.n > 0)
		return 0;
	refuse(e);
	return err_at(e, file->source->name, file->instrs.p[stage->from].span);
}

void epoch_stage_release(struct epoch_stage *s)
{
	buf_release(&s->url);
	buf_release(&s->checksum);
}
