/* What each instruction takes, and how each refuses. */
#include "parsed.h"

static const struct instr *only(struct parsed *t, const char *line, char *text, size_t size)
{
	snprintf(text, size, "FROM a\n%s\n", line);
	accepted(t, text);
	cr_assert_eq(t->file.instrs.n, 2);
	return &t->file.instrs.p[1];
}

static const struct {
	const char *line, *want;
} bad[] = {
	{"FROM", "FROM requires either one or three arguments"},
	{"FROM a b", "FROM requires either one or three arguments"},
	{"FROM a IS b", "FROM requires either one or three arguments"},
	{"FROM alpine --platform=linux/arm64", "FROM requires either one or three arguments"},
	{"FROM a AS 1st", "invalid name for build stage: \"1st\""},
	{"FROM a AS b@c", "invalid name for build stage"},
	{"ENV", "ENV requires at least one argument"},
	{"ENV a", "ENV must have two arguments"},
	{"LABEL a", "LABEL must have two arguments"},
	{"ENV A=b # note", "can't find = in \"#\""},
	{"ENV =x", "ENV names can not be blank"},
	{"LABEL a=b =x", "LABEL names can not be blank"},
	{"ARG", "ARG requires at least one argument"},
	{"ARG =x", "ARG names can not be blank"},
	{"COPY", "COPY requires at least two arguments"},
	{"COPY a", "COPY requires at least two arguments"},
	{"ADD [\"a\"]", "ADD requires at least two arguments"},
	{"CMD [\"a\", 1]", "arrays must be comprised of strings only"},
	{"COPY [\"a\", null]", "arrays must be comprised of strings only"},
	{"RUN [[]]", "arrays must be comprised of strings only"},
	{"RUN []", "RUN [] has no command"},
	{"SHELL", "SHELL requires at least one argument"},
	{"SHELL []", "SHELL requires at least one argument"},
	{"SHELL bash -c", "SHELL requires the arguments to be in JSON form"},
	{"VOLUME", "VOLUME requires at least one argument"},
	{"VOLUME []", "VOLUME requires at least one argument"},
	{"VOLUME [\"\"]", "VOLUME specified can not be an empty string"},
	{"EXPOSE", "EXPOSE requires at least one argument"},
	{"USER", "USER requires exactly one argument"},
	{"WORKDIR", "WORKDIR requires exactly one argument"},
	{"STOPSIGNAL", "STOPSIGNAL requires exactly one argument"},
	{"MAINTAINER", "MAINTAINER requires exactly one argument"},
	{"MAINTAINER --boo x", "unknown flag: --boo"},
	{"ARG --bogus X", "unknown flag: --bogus"},
	{"STOPSIGNAL --bogus 9", "unknown flag: --bogus"},
	{"ENV --bogus A=1", "unknown flag: --bogus"},
	{"ONBUILD --bogus RUN x", "unknown flag: --bogus"},
	{"HEALTHCHECK", "HEALTHCHECK requires at least one argument"},
	{"HEALTHCHECK --bogus=1 NONE", "unknown flag: --bogus"},
	{"HEALTHCHECK --interval=1s NONE", "unknown flag: --interval"},
	{"HEALTHCHECK NONE x", "HEALTHCHECK NONE takes no arguments"},
	{"HEALTHCHECK foo x", "Unknown type \"foo\" in HEALTHCHECK (try CMD)"},
	{"HEALTHCHECK CMD", "Missing command after HEALTHCHECK CMD"},
	{"HEALTHCHECK CMD []", "Missing command after HEALTHCHECK CMD"},
	{"HEALTHCHECK --interval=50us CMD x", "Interval \"interval\" cannot be less than 1ms"},
	{"HEALTHCHECK --timeout=-1s CMD x", "Interval \"timeout\" cannot be less than 1ms"},
	{"HEALTHCHECK --interval=$I CMD x", "invalid duration \"$I\" in --interval"},
	{"HEALTHCHECK --retries=x CMD x", "invalid value \"x\" for --retries"},
	{"HEALTHCHECK --retries=-1 CMD x", "--retries cannot be negative (-1)"},
	{"COPY --chown=1 --chown=2 a /", "duplicate flag specified: --chown"},
	{"COPY --link=yes a /", "expecting boolean value for flag --link, not: yes"},
	{"COPY --link= a /", "missing a value on flag: --link"},
	{"COPY --chown a /", "missing a value on flag: --chown"},
	{"COPY --Chown=1 a /", "unknown flag: --Chown"},
	{"ADD --from=x a /", "unknown flag: --from"},
	{"RUN --mont=x y", "unknown flag: --mont"},
	{"RUN --network=foo y", "invalid network mode \"foo\""},
};

Test(grammar, refusals)
{
	char text[256];

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		snprintf(text, sizeof text, "FROM a\n%s\n", bad[i].line);
		refused(text, bad[i].want, 2);
	}
}

Test(grammar, flags)
{
	struct parsed t;
	char text[256];
	const struct instr *i = only(&t,
		"COPY --link --parents=FALSE --ch\"own\"=1:2 --chmod= --exclude=a --exclude='b c' "
		"-- --odd /d/",
		text, sizeof text);

	cr_assert(instr_switch(i, "link", false) && !instr_switch(i, "parents", true));
	same(instr_flag(i, "chown")->value, "1:2");
	cr_assert(instr_flag(i, "chmod")->has_value && instr_flag(i, "chmod")->value.n == 0);
	same(instr_flag(i, "exclude")->value, "b c");
	same(i->flags.p[4].value, "a");
	cr_assert_null(instr_flag(i, "from"));
	cr_assert(instr_switch(i, "from", true));
	same(i->words.p[0].raw, "--odd");
	cr_assert_eq(i->flags.p[0].span.col, 6);
	cr_assert_eq(i->flags.p[0].span.end_col, 11);
	parsed_release(&t);
	i = only(&t, "COPY \"--chown=1\" /", text, sizeof text);
	cr_assert_eq(i->flags.n, 0);
	parsed_release(&t);
	i = only(&t, "RUN --mount=type=cache,target=/a --mount=type=tmpfs,target=/b x  y", text,
		sizeof text);
	cr_assert_eq(i->flags.n, 2);
	same(i->rest, "x  y");
	parsed_release(&t);
}

Test(grammar, pairs)
{
	struct parsed t;
	char text[256];
	const struct instr *i =
		only(&t, "ENV A=\"1 2\" B='x'y \"k k\"=v C=a\\ b D=", text, sizeof text);

	cr_assert_eq(i->pairs.n, 5);
	same(i->pairs.p[0].value.raw, "\"1 2\"");
	same(i->pairs.p[1].value.raw, "'x'y");
	same(i->pairs.p[2].key.raw, "\"k k\"");
	same(i->pairs.p[3].value.raw, "a\\ b");
	cr_assert(i->pairs.p[4].has_value && i->pairs.p[4].value.raw.n == 0);
	cr_assert_eq(i->pairs.p[1].key.span.col, 13);
	parsed_release(&t);
	i = only(&t, "ENV ONE TWO= THREE=w", text, sizeof text);
	cr_assert(i->legacy_pair && i->pairs.n == 1);
	same(i->pairs.p[0].key.raw, "ONE");
	same(i->pairs.p[0].value.raw, "TWO= THREE=w");
	parsed_release(&t);
	i = only(&t, "ARG A B= C=d 'E'=f # note", text, sizeof text);
	cr_assert_eq(i->pairs.n, 6);
	cr_assert(!i->pairs.p[0].has_value && i->pairs.p[1].has_value);
	parsed_release(&t);
}

Test(grammar, exec_and_shell_form)
{
	struct parsed t;
	char text[256];
	const struct instr *i = only(&t, "CMD [ \"a\", \"b\\u0020c\" ]", text, sizeof text);

	cr_assert_eq(i->form, FORM_EXEC);
	same(i->words.p[1].raw, "b c");
	cr_assert_eq(i->words.p[1].span.col, 12);
	parsed_release(&t);
	i = only(&t, "CMD ['a']", text, sizeof text);
	cr_assert_eq(i->form, FORM_SHELL);
	same(i->rest, "['a']");
	parsed_release(&t);
	i = only(&t, "ENTRYPOINT []random string", text, sizeof text);
	cr_assert_eq(i->form, FORM_SHELL);
	parsed_release(&t);
	i = only(&t, "ENTRYPOINT []", text, sizeof text);
	cr_assert(i->form == FORM_EXEC && i->words.n == 0);
	parsed_release(&t);
	i = only(&t, "CMD", text, sizeof text);
	cr_assert(i->form == FORM_SHELL && i->rest.n == 0);
	parsed_release(&t);
	i = only(&t, "VOLUME /a /b", text, sizeof text);
	cr_assert(i->form == FORM_SHELL && i->words.n == 2);
	parsed_release(&t);
	i = only(&t, "SHELL [\"/bin/sh\", \"-ec\"]", text, sizeof text);
	same(i->words.p[1].raw, "-ec");
	parsed_release(&t);
}

Test(grammar, healthcheck)
{
	struct parsed t;
	char text[256];
	const struct instr *i =
		only(&t, "HEALTHCHECK --interval=5m --timeout=0s --retries=3 cmd curl  -f x", text,
			sizeof text);

	same(i->rest, "curl  -f x");
	cr_assert_eq(i->rest_span.col, 56);
	cr_assert(!i->health_none);
	parsed_release(&t);
	i = only(&t, "healthcheck CMD [\"a\", \"b\"]", text, sizeof text);
	cr_assert(i->form == FORM_EXEC && i->words.n == 2);
	parsed_release(&t);
	i = only(&t, "HEALTHCHECK none", text, sizeof text);
	cr_assert(i->health_none);
	parsed_release(&t);
}

Test(grammar, text)
{
	struct parsed t;
	char text[256];
	const struct instr *i = only(&t, "USER  a : b ", text, sizeof text);

	same(i->rest, "a : b");
	same(i->words.p[0].raw, "a : b");
	cr_assert_eq(i->words.p[0].span.col, 7);
	parsed_release(&t);
}
