/* parsed - a Dockerfile for a test: parsed, or refused. */
#ifndef TESTS_LANG_PARSED_H
#define TESTS_LANG_PARSED_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "lang/parse.h"

struct parsed {
	struct source source;
	struct dockerfile file;
	struct err e;
	int result;
};

static inline struct parsed *parsed_bytes(struct parsed *t, struct str bytes)
{
	memset(t, 0, sizeof *t);
	t->result = source_make("Dockerfile", bytes, &t->source, &t->e);
	if (t->result == 0)
		t->result = dockerfile_parse(&t->source, &t->file, &t->e);
	return t;
}

static inline struct parsed *parsed_text(struct parsed *t, const char *text)
{
	return parsed_bytes(t, str_of(text));
}

static inline void parsed_release(struct parsed *t)
{
	dockerfile_release(&t->file);
	source_release(&t->source);
}

static inline void same_at(struct str got, const char *want, int line)
{
	cr_assert(str_eq(got, str_of(want)), "line %d: got `%.*s`, want `%s`", line, STR_FMT(got),
		want);
}

#define same(got, want) same_at((got), (want), __LINE__)

/* The text must be refused with this error at this line. */
static inline void refused_at(const char *text, const char *want, uint32_t at, int line)
{
	struct parsed t;

	parsed_text(&t, text);
	cr_assert(t.result < 0, "line %d: accepted `%s`", line, text);
	cr_assert(strstr(t.e.text, want), "line %d: `%s` says `%s`", line, text, t.e.text);
	cr_assert_eq(
		t.e.span.line, at, "line %d: `%s` at %u, not %u", line, text, t.e.span.line, at);
	cr_assert_neq(t.e.id[0], '\0');
	parsed_release(&t);
}

#define refused(text, want, at) refused_at((text), (want), (at), __LINE__)

/* The text must parse. */
static inline struct parsed *accepted_at(struct parsed *t, const char *text, int line)
{
	parsed_text(t, text);
	cr_assert(t->result == 0, "line %d: `%s` refused: %s", line, text, t->e.text);
	return t;
}

#define accepted(t, text) accepted_at((t), (text), __LINE__)

#endif
