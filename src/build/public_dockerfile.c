/* public_dockerfile - lichen_dockerfile_*(): a parsed file as flat lists. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/vec.h"
#include "build/public.h"
#include "lang/parse.h"

struct lichen_dockerfile {
	struct source source;
	struct dockerfile parsed;
	struct strs texts; /* of the instructions, ending in NUL */
	VEC(struct lichen_instruction) instructions;
	VEC(struct lichen_warning) warnings;
};

static void list_instructions(struct lichen_dockerfile *f)
{
	for (size_t i = 0; i < f->parsed.instrs.n; i++)
		strs_add(&f->texts, f->parsed.instrs.p[i].original);
	for (size_t i = 0; i < f->parsed.instrs.n; i++) {
		const struct instr *instr = &f->parsed.instrs.p[i];

		vec_push(&f->instructions, (struct lichen_instruction){
						   .name = instr_name(instr->kind),
						   .text = f->texts.p[i].p,
						   .line = instr->span.line,
						   .end_line = instr->span.end_line,
					   });
	}
}

static void list_warnings(struct lichen_dockerfile *f)
{
	for (size_t i = 0; i < f->parsed.warnings.n; i++) {
		const struct warning *w = &f->parsed.warnings.p[i];

		vec_push(&f->warnings, (struct lichen_warning){w->rule, w->text, w->span.line});
	}
}

int lichen_dockerfile_parse(const char *name, const char *bytes, size_t length,
	struct lichen_dockerfile **file, struct lichen_error *error)
{
	struct lichen_dockerfile *f = mem_alloc(sizeof *f);
	struct err e;

	err_clear(&e);
	*file = NULL;
	if (source_make(name, (struct str){bytes, length}, &f->source, &e) < 0 ||
		dockerfile_parse(&f->source, &f->parsed, &e) < 0) {
		lichen_dockerfile_free(f);
		err_at(&e, name, e.span);
		return public_error(&e, error);
	}
	list_instructions(f);
	list_warnings(f);
	*file = f;
	return 0;
}

size_t lichen_dockerfile_instructions(
	const struct lichen_dockerfile *file, const struct lichen_instruction **list)
{
	*list = file->instructions.p;
	return file->instructions.n;
}

size_t lichen_dockerfile_warnings(
	const struct lichen_dockerfile *file, const struct lichen_warning **list)
{
	*list = file->warnings.p;
	return file->warnings.n;
}

void lichen_dockerfile_free(struct lichen_dockerfile *f)
{
	if (!f)
		return;
	vec_release(&f->instructions);
	vec_release(&f->warnings);
	strs_release(&f->texts);
	dockerfile_release(&f->parsed);
	source_release(&f->source);
	free(f);
}
