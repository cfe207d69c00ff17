/* COPY and ADD: sources, destination, flags, heredocs. */
#include <criterion/criterion.h>

#include "support.h"

static const struct copy *made(struct bound *b, const char *text)
{
	AUTO(buf_release) struct buf whole = {0};

	buf_fmt(&whole, "FROM scratch\n%s\n", text);
	cr_assert_eq(bound_make(b, buf_cstr(&whole)), 0, "%s: %s", text, b->planned.e.text);
	return &bound_step(b, b->program.stages.p[0].steps.n - 1)->copy;
}

static void expect_dest(const char *workdir, const char *dest, const char *expected)
{
	AUTO(bound_release) struct bound b = {0};
	AUTO(buf_release) struct buf text = {0};

	buf_fmt(&text, "WORKDIR %s\nCOPY a %s", workdir, dest);
	cr_expect_str_eq(made(&b, buf_cstr(&text))->dest, expected, "%s", dest);
}

Test(plan_bind_copy, the_destination_is_below_the_workdir)
{
	expect_dest("/w", "x", "/w/x");
	expect_dest("/w", "x/", "/w/x/");
	expect_dest("/w", "./", "/w/");
	expect_dest("/w", ".", "/w/");
	expect_dest("/w/v", "../y", "/w/y");
	expect_dest("/w/v", "../../../../z", "/z");
	expect_dest("/w", "/abs/.", "/abs/");
	expect_dest("/w", "$EMPTY", "/w/");
}

Test(plan_bind_copy, sources_are_one_word_each)
{
	AUTO(bound_release) struct bound b = {0};
	const struct copy *c = made(&b, "ENV F=\"a b\"\nCOPY $F \"c\" /d/");

	cr_assert_eq(c->sources.n, 2);
	cr_expect(str_eq(c->sources.p[0], STR("a b")));
	cr_expect_eq(c->from.kind, ORIGIN_CONTEXT);
}

Test(plan_bind_copy, flags)
{
	AUTO(bound_release) struct bound b = {0};
	const struct copy *c =
		made(&b, "ENV U=app\nCOPY --chown=$U:$U --chmod=u=rwX,go=rX --link --parents=true "
			 "--exclude=*.txt --exclude=$X a /d/");

	cr_expect_str_eq(c->chown, "app:app");
	cr_expect_str_eq(c->chmod, "u=rwX,go=rX");
	cr_expect(c->link);
	cr_expect(c->parents);
	cr_expect_not(c->add);
	cr_assert_eq(c->excludes.n, 2);
	cr_expect(str_eq(c->excludes.p[1], STR("$X")), "a pattern is literal");
}

Test(plan_bind_copy, heredocs_are_expanded_unless_quoted)
{
	AUTO(bound_release) struct bound b = {0};
	const struct copy *c =
		made(&b, "ENV V=v\nCOPY <<a <<\"b\" f /d/\n$V '$V' $1 $$ \\n\na\n$V\nb");

	cr_assert_eq(c->inlines.n, 2);
	cr_expect_str_eq(c->inlines.p[0].name, "a");
	cr_expect(str_eq(c->inlines.p[0].body, STR("v 'v'   n\n")), "%.*s",
		STR_FMT(c->inlines.p[0].body));
	cr_expect(str_eq(c->inlines.p[1].body, STR("$V\n")));
	cr_assert_eq(c->sources.n, 1);
}

Test(plan_bind_copy, the_heredocs_escape_is_a_backslash_whatever_the_files_is)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "# escape=`\nFROM scratch\nCOPY <<a /d/\n`\\x\na\n"), 0);
	cr_expect(str_eq(bound_step(&b, 0)->copy.inlines.p[0].body, STR("`x\n")));
}

Test(plan_bind_copy, a_heredoc_in_json_form_is_an_empty_file)
{
	AUTO(bound_release) struct bound b = {0};
	const struct copy *c = made(&b, "COPY [\"<<E\",\"/a\"]");

	cr_assert_eq(c->inlines.n, 1);
	cr_expect_str_eq(c->inlines.p[0].name, "E");
	cr_expect_eq(c->inlines.p[0].body.n, 0);
}

Test(plan_bind_copy, add)
{
	AUTO(bound_release) struct bound b = {0};
	const struct copy *c = made(&b, "ADD --unpack=false --keep-git-dir a /d/");

	cr_expect(c->add);
	cr_expect_eq(c->unpack, 0);
	cr_expect(c->keep_git_dir);
}

Test(plan_bind_copy, unpack_has_a_default_of_its_own)
{
	AUTO(bound_release) struct bound b = {0};

	cr_expect_eq(made(&b, "ADD a /d/")->unpack, -1);
}

Test(plan_bind_copy, checksums)
{
	AUTO(bound_release) struct bound b = {0};

	cr_expect_str_eq(
		made(&b, "ADD --checksum=sha256:"
			 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 "
			 "https://host/f /d/")
			->checksum,
		"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	bound_refuse(
		"ADD --checksum=sha256:1 f /\n", 1, "checksum requires HTTP(S) or Git sources");
	bound_refuse("ADD --checksum=sha256:1 http://h/a http://h/b /\n", 1,
		"checksum can't be specified for multiple sources");
	bound_refuse("ADD --checksum=sha256:1 http://h/a /\n", 1,
		"invalid checksum digest format: sha256:1");
	bound_refuse(
		"ADD --checksum=xyz https://h/a.git /\n", 1, "invalid checksum digest format: xyz");
}

Test(plan_bind_copy, refusals)
{
	bound_refuse("COPY $E /x\n", 1, "the expansion of `$E` is empty");
	bound_refuse("COPY [\"\",\"/x\"]\n", 1, "the expansion of `` is empty");
	bound_refuse("COPY http://host/f /x\n", 1, "source can't be a URL for COPY");
	bound_refuse("COPY git@host:r /x\n", 1, "source can't be a git ref for COPY");
	bound_refuse("COPY https://host/r.git#v1 /x\n", 1, "source can't be a git ref for COPY");
	bound_refuse("COPY --chmod=10000 a /x\n", 1,
		"invalid chmod parameter: '10000'. it should be octal string and between 0 and "
		"07777");
	bound_refuse("COPY --chmod=64a a /x\n", 1,
		"invalid chmod parameter: '64a'. it should be octal string and between 0 and "
		"07777");
	bound_refuse("COPY --chmod=X a /x\n", 1, "invalid chmod parameter: 'X': invalid syntax");
	bound_refuse("COPY <<a/b /x\ny\na/b\n", 1,
		"a heredoc that becomes a file cannot be called \"a/b\"");
	bound_refuse("COPY <<a /x\n${B?no}\na\n", 2, "failed to process \"${B?no}\\x0a\": B: no");
}
