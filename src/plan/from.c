/* from - one FROM line: its image and platform, expanded with the arguments before the first FROM.
 */
#include "plan/from.h"

#include <string.h>

#include "base/buf.h"
#include "codec/platform.h"
#include "lang/diag.h"
#include "lang/expand.h"
#include "plan/warn.h"

struct reader {
	struct plan *plan;
	const struct instr *instr;
	const struct map *declared;
};

static int fail_at(const struct reader *r, struct span span, struct err *e)
{
	return err_at(e, r->plan->file->source->name, span);
}

static void warn_undefined(const struct reader *r, const struct strs *names)
{
	for (size_t i = 0; i < names->n; i++) {
		AUTO(buf_release) struct buf hint = {0};

		if (map_has(r->declared, names->p[i]))
			continue;
		warn_suggest(&hint, "", names->p[i], &r->plan->global_args, r->declared);
		WARN_ABOUT(&r->plan->warnings, &r->plan->lint, r->instr, UNDEFINED_ARG_IN_FROM,
			.a = names->p[i], .b = buf_str(&hint));
	}
}

static int expand(const struct reader *r, struct str raw, struct strs *undefined, struct buf *out,
	struct err *e)
{
	struct expand x = {.vars = &r->plan->global_args,
		.escape = r->plan->file->directives.escape,
		.undefined = undefined};

	return expand_word(&x, raw, out, e);
}

static int expand_image(const struct reader *r, struct str *image, struct err *e)
{
	AUTO(strs_release) struct strs undefined = {0};
	AUTO(buf_release) struct buf text = {0};
	const struct word *word = &r->instr->image;

	if (expand(r, word->raw, &undefined, &text, e) < 0)
		return fail_at(r, word->span, e);
	warn_undefined(r, &undefined);
	if (text.n == 0)
		diag(e, BASE_BLANK, .a = word->raw);
	else if (str_has_nul(buf_str(&text)))
		diag(e, TEXT_NUL);
	else {
		*image = (struct str){arena_str(&r->plan->arena, buf_str(&text)), text.n};
		return 0;
	}
	return fail_at(r, word->span, e);
}

static bool is_target_variable(struct str raw)
{
	return str_eq(raw, STR("$TARGETPLATFORM")) || str_eq(raw, STR("${TARGETPLATFORM}"));
}

static bool contains(struct str text, struct str piece)
{
	return text.n > 0 && piece.n > 0 && memmem(text.p, text.n, piece.p, piece.n);
}

static void warn_platform(const struct reader *r, struct str raw, const struct platform *p)
{
	struct str name = r->instr->stage_name.raw;

	if (is_target_variable(raw))
		WARN_ABOUT(
			&r->plan->warnings, &r->plan->lint, r->instr, REDUNDANT_PLATFORM, .a = raw);
	if (str_find(raw, '$') == raw.n && !contains(name, p->os) && !contains(name, p->arch))
		WARN_ABOUT(&r->plan->warnings, &r->plan->lint, r->instr, CONST_PLATFORM, .a = raw);
}

/* A variable that is not set was meant to be another: that helps more than any other hint. */
static int suggest(const struct reader *r, const struct strs *undefined, struct err *e)
{
	AUTO(buf_release) struct buf hint = {0};

	for (size_t i = 0; i < undefined->n && hint.n == 0; i++)
		warn_suggest(&hint, "", undefined->p[i], &r->plan->global_args, NULL);
	if (hint.n == 0)
		return -1;
	e->hint[0] = '\0';
	return err_hint(e, "%s", buf_cstr(&hint) + 1);
}

static int read_platform(
	const struct reader *r, struct str raw, struct str *platform, struct err *e)
{
	AUTO(strs_release) struct strs undefined = {0};
	AUTO(buf_release) struct buf text = {0};
	struct platform p;

	if (expand(r, raw, &undefined, &text, e) < 0)
		return -1;
	warn_undefined(r, &undefined);
	if (text.n == 0) {
		diag(e, PLATFORM_EMPTY, .a = raw);
		return suggest(r, &undefined, e);
	}
	if (platform_parse(buf_str(&text), &r->plan->arena, &p, e) < 0) {
		diag(e, PLATFORM_BAD, .a = raw, .b = str_of(e->text));
		return suggest(r, &undefined, e);
	}
	warn_platform(r, raw, &p);
	*platform = platform_text(&p, &r->plan->arena);
	return 0;
}

int from_expand(struct plan *plan, const struct instr *instr, const struct map *declared,
	struct from *out, struct err *e)
{
	struct reader r = {plan, instr, declared};
	const struct flag *platform = instr_flag(instr, "platform");

	if (expand_image(&r, &out->image, e) < 0)
		return -1;
	out->platform = plan->platform;
	if (!platform || platform->value.n == 0)
		return 0;
	return read_platform(&r, platform->value, &out->platform, e) < 0
		       ? fail_at(&r, platform->span, e)
		       : 0;
}
