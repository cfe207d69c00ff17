#include "build/outline.h"

#include "checked.h"

static void same(struct str got, const char *want)
{
	cr_assert(str_eq(got, str_of(want)), "got `%.*s`, want `%s`", STR_FMT(got), want);
}

static void read_needed(struct checked *c, const char *dockerfile)
{
	struct check_request r = checked_request(dockerfile, "");
	struct err e = {0};

	r.needed_only = true;
	cr_assert_eq(check_read(&r, c, &e), 0, "%s", e.text);
}

Test(build_outline, arguments_once_with_their_values_and_descriptions)
{
	AUTO(checked_release) struct checked c = {0};
	AUTO(outline_release) struct outline o = {0};

	read_needed(&c, "ARG A=1\nFROM scratch AS unused\nARG NEVER\nFROM scratch\n"
			"# B is for b\n# A is for a\nARG A B=$A$A C\n");
	outline_make(&c, &o);
	cr_assert_eq(o.args.n, 3);
	same(o.args.p[0].name, "A");
	same(o.args.p[0].value, "1");
	same(o.args.p[0].description, "is for a");
	cr_assert_eq(o.args.p[0].span.line, 1);
	same(o.args.p[1].value, "11");
	same(o.args.p[1].description, "is for b");
	same(o.args.p[2].value, "");
}

Test(build_outline, an_argument_that_no_needed_stage_takes_is_left_out)
{
	AUTO(checked_release) struct checked c = {0};
	AUTO(outline_release) struct outline o = {0};

	read_needed(&c, "ARG deep=a\nARG deepest=b\nARG UNUSED=x$deepest\nARG base=scr${deep}tch\n"
			"ARG plat=linux/amd64\nARG base2=nothing\n"
			"FROM alpine$UNUSED\nFROM --platform=${plat:-x} $base AS it\nFROM it\n");
	outline_make(&c, &o);
	cr_assert_eq(o.args.n, 3);
	same(o.args.p[0].name, "deep");
	same(o.args.p[1].name, "base");
	same(o.args.p[2].name, "plat");
}

Test(build_outline, mounts_once_and_required_when_one_is)
{
	AUTO(checked_release) struct checked c = {0};
	AUTO(outline_release) struct outline o = {0};

	read_needed(&c,
		"FROM scratch AS a\nRUN --mount=type=secret,id=s x\n"
		"RUN --mount=type=secret,id=s,required --mount=type=ssh x\n"
		"FROM a\nRUN --mount=type=cache,target=/c --mount=type=cache,id=i,target=/d x\n");
	outline_make(&c, &o);
	cr_assert_eq(o.secrets.list.n, 1);
	cr_assert(o.secrets.list.p[0].required);
	cr_assert_eq(o.agents.list.n, 1);
	same(o.agents.list.p[0].id, "default");
	cr_assert_eq(o.caches.list.n, 2);
	same(o.caches.list.p[0].id, "/c");
	same(o.caches.list.p[1].id, "i");
}

Test(build_outline, stages)
{
	AUTO(checked_release) struct checked c = {0};
	struct outline_stage s;

	read_needed(&c, "# Base the first\nFROM --platform=$BUILDPLATFORM a:b AS Base\n"
			"# basement is another word\nFROM base\n");
	outline_describe(&c, 0, &s);
	same(s.name, "base");
	same(s.base, "a:b");
	same(s.platform, "$BUILDPLATFORM");
	same(s.description, "the first");
	cr_assert_eq(s.span.line, 2);
	outline_describe(&c, 1, &s);
	same(s.name, "");
	same(s.description, "");
}
