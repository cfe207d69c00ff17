/* RUN --mount: defaults, places, order, refusals. */
#include <criterion/criterion.h>

#include "support.h"

static const struct run_mount *mount(const struct bound *b, size_t n)
{
	const struct step *step = bound_step(b, b->program.stages.p[0].steps.n - 1);

	cr_assert_lt(n, step->run.mounts.n);
	return &step->run.mounts.p[n];
}

static void make(struct bound *b, const char *text)
{
	AUTO(buf_release) struct buf whole = {0};

	buf_fmt(&whole, "FROM scratch\n%s\n", text);
	cr_assert_eq(bound_make(b, buf_cstr(&whole)), 0, "%s", b->planned.e.text);
}

Test(plan_bind_mount, bind_is_the_context_read_only)
{
	AUTO(bound_release) struct bound b = {0};

	make(&b, "WORKDIR /w\nRUN --mount=target=rel,source=a/../b x");
	cr_expect_eq(mount(&b, 0)->type, MOUNT_BIND);
	cr_expect_eq(mount(&b, 0)->from.kind, ORIGIN_CONTEXT);
	cr_expect(mount(&b, 0)->read_only);
	cr_expect_str_eq(mount(&b, 0)->source, "/b");
	cr_expect_str_eq(mount(&b, 0)->target, "/w/rel");
}

Test(plan_bind_mount, keys_in_any_case_and_variables_in_values)
{
	AUTO(bound_release) struct bound b = {0};

	make(&b, "ENV T=/t S=/s\nRUN --mount=Type=bind,SRC=$S,Dst=${T}/x,RW x");
	cr_expect_str_eq(mount(&b, 0)->source, "/s");
	cr_expect_str_eq(mount(&b, 0)->target, "/t/x");
	cr_expect_not(mount(&b, 0)->read_only);
}

Test(plan_bind_mount, a_source_never_leads_out)
{
	AUTO(bound_release) struct bound b = {0};

	make(&b, "RUN --mount=target=/t,source=../../etc x");
	cr_expect_str_eq(mount(&b, 0)->source, "/etc");
}

Test(plan_bind_mount, cache_defaults)
{
	AUTO(bound_release) struct bound b = {0};

	make(&b, "WORKDIR /w\nRUN --mount=type=cache,target=rel/ x");
	cr_expect_eq(mount(&b, 0)->from.kind, ORIGIN_SCRATCH);
	cr_expect_str_eq(mount(&b, 0)->id, "rel", "as written, whatever the workdir");
	cr_expect_str_eq(mount(&b, 0)->target, "/w/rel");
	cr_expect_not(mount(&b, 0)->read_only);
	cr_expect_not(mount(&b, 0)->owner_set);
	cr_expect_eq(mount(&b, 0)->mode, 0755);
	cr_expect_eq(mount(&b, 0)->sharing, SHARING_SHARED);
}

Test(plan_bind_mount, cache_options_and_name_space)
{
	AUTO(bound_release) struct bound b = {0};

	map_set(&b.planned.args, STR("BUILDKIT_CACHE_MOUNT_NS"), STR("ns"));
	make(&b, "RUN --mount=type=cache,id=go,target=/c,sharing=LOCKED,mode=700,uid=5,gid=6,ro x");
	cr_expect_str_eq(mount(&b, 0)->id, "ns/go");
	cr_expect_eq(mount(&b, 0)->sharing, SHARING_LOCKED);
	cr_expect(mount(&b, 0)->owner_set);
	cr_expect_eq(mount(&b, 0)->mode, 0700);
	cr_expect_eq(mount(&b, 0)->uid, 5);
	cr_expect_eq(mount(&b, 0)->gid, 6);
	cr_expect(mount(&b, 0)->read_only);
}

Test(plan_bind_mount, secrets)
{
	AUTO(bound_release) struct bound b = {0};

	make(&b, "RUN --mount=type=secret,id=a/b --mount=type=secret,id=e,env=E "
		 "--mount=type=secret,source=s,target=/t,env=F,required,mode=741,uid=100,gid=102 "
		 "--mount=type=secret,target=/x/named x");
	cr_expect_null(mount(&b, 0)->target);
	cr_expect_str_eq(mount(&b, 0)->env, "E");
	cr_expect_str_eq(mount(&b, 1)->target, "/run/secrets/b");
	cr_expect_str_eq(mount(&b, 1)->id, "a/b");
	cr_expect_eq(mount(&b, 1)->mode, 0400);
	cr_expect_not(mount(&b, 1)->required);
	cr_expect_str_eq(mount(&b, 2)->target, "/t");
	cr_expect_str_eq(mount(&b, 2)->id, "s");
	cr_expect_str_eq(mount(&b, 2)->env, "F");
	cr_expect(mount(&b, 2)->required);
	cr_expect_eq(mount(&b, 2)->mode, 0741);
	cr_expect_str_eq(mount(&b, 3)->id, "named");
}

Test(plan_bind_mount, ssh_and_tmpfs)
{
	AUTO(bound_release) struct bound b = {0};

	make(&b, "RUN --mount=type=ssh --mount=type=ssh,id=k,required=true "
		 "--mount=type=tmpfs,target=/tmp,size=1.5g x");
	cr_expect_str_eq(mount(&b, 0)->target, "/run/buildkit/ssh_agent.0");
	cr_expect_str_eq(mount(&b, 0)->id, "default");
	cr_expect_eq(mount(&b, 0)->mode, 0600);
	cr_expect_str_eq(mount(&b, 1)->target, "/run/buildkit/ssh_agent.1");
	cr_expect(mount(&b, 1)->required);
	cr_expect_eq(mount(&b, 2)->size_bytes, 1536ULL << 20);
	cr_expect_not(mount(&b, 2)->read_only);
}

Test(plan_bind_mount, parents_come_first_and_the_later_of_equal_targets_wins)
{
	AUTO(bound_release) struct bound b = {0};

	make(&b, "RUN --mount=target=/a/b,source=1 --mount=target=/a,source=2 "
		 "--mount=target=/a/b,source=3 --mount=target=/a-b x");
	cr_expect_str_eq(mount(&b, 0)->target, "/a");
	cr_expect_str_eq(mount(&b, 1)->target, "/a-b");
	cr_expect_str_eq(mount(&b, 2)->source, "/3");
	cr_expect_eq(bound_step(&b, 0)->run.mounts.n, 3);
}

Test(plan_bind_mount, fields_may_be_quoted)
{
	AUTO(bound_release) struct bound b = {0};

	make(&b, "RUN --mount='\"target=/a,b\",type=tmpfs' x");
	cr_expect_str_eq(mount(&b, 0)->target, "/a,b");
}

Test(plan_bind_mount, refusals)
{
	static const char *const cases[][2] = {
		{"type=tmp", "unsupported mount type \"tmp\""},
		{"foo=x,target=/t", "unexpected key 'foo' in 'foo=x'"},
		{"target=/t,size=1", "unexpected key 'size' for mount type 'bind'"},
		{"target=/t,required", "unexpected key 'required' for mount type 'bind'"},
		{"target=/t,mode=1", "mode not allowed for \"bind\" type mounts"},
		{"type=tmpfs,target=/t,uid=1", "uid not allowed for \"tmpfs\" type mounts"},
		{"type=bind", "invalid mount target \"/\""},
		{"target=/..", "invalid mount target \"/\""},
		{"type=secret,id=a,source=b", "both source and id can't be set"},
		{"type=secret", "invalid secret mount. one of source, target required"},
		{"type=secret,id=a,from=scratch", "secret mount should not have a from"},
		{"type=secret,id=a,sharing=shared", "secret mount should not define sharing"},
		{"type=secret,id=a,env", "invalid field 'env' must be a key=value pair"},
		{"type=cache,target=/t,sharing=foo", "unsupported sharing value \"foo\""},
		{"target=/t,sharing=shared", "invalid cache sharing set for bind mount"},
		{"target=/t,rw=maybe", "invalid value for rw: maybe"},
		{"type=cache,target=/t,mode=8", "invalid value 8 for mode"},
		{"type=cache,target=/t,uid=4294967296", "invalid value 4294967296 for uid"},
		{"type=tmpfs,target=/t,size=lots", "invalid value for size: lots"},
		{"type=ssh,source=x", "ssh does not support source"},
		{"", "failed to parse csv mounts: EOF"},
		{"a\"b", "failed to parse csv mounts: parse error on line 1, column 2: bare \" in "
			 "non-quoted field"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AUTO(buf_release) struct buf text = {0};

		buf_fmt(&text, "RUN --mount='%s' x\n", cases[i][0]);
		bound_refuse(buf_cstr(&text), 1, cases[i][1]);
	}
}

Test(plan_bind_mount, the_nearest_word_is_the_hint)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch\nRUN --mount=type=tmpf,target=/t x\n"), -1);
	cr_expect_str_eq(b.planned.e.hint, "did you mean tmpfs?");
}

Test(plan_bind_mount, a_word_of_podman_is_told_as_such)
{
	AUTO(bound_release) struct bound b = {0};

	cr_assert_eq(bound_make(&b, "FROM scratch\nRUN --mount=type=cache,target=/t,Z x\n"), -1);
	cr_expect_str_eq(b.planned.e.hint, "leave Z out: podman alone knows it");
}
