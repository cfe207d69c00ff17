/* Any bytes as a Dockerfile, and as an ONBUILD trigger: positions lie in the file, flags are known.
 */
#include <assert.h>
#include <stdint.h>

#include "lang/instr.h"
#include "lang/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static size_t lines_of(struct str text)
{
	size_t n = 0;

	for (; text.n > 0; n++)
		text = str_from(text, str_find(text, '\n') + 1);
	return n;
}

static void span_check(const struct source *s, struct span span)
{
	size_t lines = lines_of(s->text);

	assert(span.line >= 1 && span.line <= lines);
	assert(span.end_line >= span.line && span.end_line <= lines);
	assert(span.col >= 1 && span.end_col >= 1);
	assert(span.end_line > span.line || span.end_col >= span.col);
}

static void instr_check(const struct source *s, const struct instr *i)
{
	span_check(s, i->span);
	for (size_t k = 0; k < i->words.n; k++)
		span_check(s, i->words.p[k].span);
	for (size_t k = 0; k < i->pairs.n; k++)
		span_check(s, i->pairs.p[k].key.span);
	for (size_t k = 0; k < i->flags.n; k++)
		assert(flag_find(i->kind, i->flags.p[k].name));
	for (size_t k = 0; k < i->heredocs.n; k++)
		span_check(s, i->heredocs.p[k].span);
	if (i->trigger)
		instr_check(s, i->trigger);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const struct str text = {(const char *)bytes, n};
	AUTO(source_release) struct source source = {0};
	AUTO(dockerfile_release) struct dockerfile file = {0};
	struct instr trigger = {0};
	struct err e = {0};

	if (source_make("fuzz", text, &source, &e) < 0)
		return 0;
	if (dockerfile_parse(&source, &file, &e) < 0) {
		assert(e.kind != ERR_NONE && e.text[0] && e.span.line > 0);
		if (dockerfile_parse_trigger(&file, text, &trigger, &e) < 0)
			assert(e.kind != ERR_NONE && e.text[0]);
		return 0;
	}
	for (size_t k = 0; k < file.instrs.n; k++)
		instr_check(&source, &file.instrs.p[k]);
	for (size_t k = 0; k < file.warnings.n; k++)
		span_check(&source, file.warnings.p[k].span);
	return 0;
}
