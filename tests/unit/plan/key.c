/* What changes a key, and what must not. */
#include "plan/key.h"

#include <criterion/criterion.h>
#include <string.h>

#include "support.h"

/* The key of the last step of a Dockerfile. */
struct keyed {
	const char *text, *platform, *hostname;
	int64_t epoch_s;
	unsigned char parent; /* what the parent's chain id begins with */
	unsigned char inputs[4];
	size_t inputs_n;
	enum network network;
	const struct strs *hosts;
	struct limit limit; /* none without a name */
	uint64_t shm_bytes;
	struct {
		const char *name, *value;
	} arg;
};

static const struct keyed run_case = {
	.text = "FROM scratch\nENV A=1\nUSER app\nWORKDIR /w\n"
		"RUN --mount=type=cache,target=/c,id=i,sharing=locked,mode=755 "
		"--mount=type=secret,id=s,env=S,target=/s "
		"--mount=target=/m,source=x --mount=type=tmpfs,target=/t,size=1m make\n",
	.platform = "linux/amd64",
	.hostname = "h",
	.epoch_s = -1,
	.parent = 1,
	.inputs = {7},
	.inputs_n = 1,
};

static const struct keyed copy_case = {
	.text = "FROM scratch\nWORKDIR /w\nCOPY --chown=1 --chmod=755 --exclude=e a b <<F /d/\n"
		"body\nF\n",
	.platform = "linux/amd64",
	.epoch_s = -1,
	.parent = 1,
	.inputs = {7, 8},
	.inputs_n = 2,
};

static struct digest digest_with(unsigned char first)
{
	struct digest d = {.algorithm = first ? DIGEST_SHA256 : DIGEST_NONE};

	d.bytes[0] = first;
	return d;
}

static void describe(const struct keyed *k, struct digest *key, struct buf *text)
{
	AUTO(bound_release)
	struct bound b = {.request = {.hostname = k->hostname,
				  .network = k->network,
				  .hosts = k->hosts,
				  .limits = &k->limit,
				  .limits_n = k->limit.name ? 1 : 0,
				  .shm_bytes = k->shm_bytes}};
	struct digest parent = digest_with(k->parent), inputs[4];
	struct key_context context = {k->platform, k->epoch_s};

	for (size_t i = 0; i < k->inputs_n; i++)
		inputs[i] = digest_with(k->inputs[i]);
	if (k->arg.name)
		map_set(&b.planned.args, str_of(k->arg.name), str_of(k->arg.value));
	cr_assert_eq(bound_make(&b, k->text), 0, "%s\n%s", b.planned.e.text, k->text);
	size_t target = b.planned.plan.target;
	const struct step *step = bound_step(&b, b.program.stages.p[target].steps.n - 1);
	struct step_inputs in = {inputs, k->inputs_n};

	*key = key_make(step, &parent, &in, &context);
	key_describe(step, &parent, &in, &context, text);
}

static bool same(const struct keyed *a, const struct keyed *b)
{
	AUTO(buf_release) struct buf ta = {0}, tb = {0};
	struct digest da, db;

	describe(a, &da, &ta);
	describe(b, &db, &tb);
	bool equal = digest_eq(&da, &db);

	cr_expect_eq(equal, str_eq(buf_str(&ta), buf_str(&tb)), "text and hash must agree:\n%s\n%s",
		buf_cstr(&ta), buf_cstr(&tb));
	return equal;
}

/* The case with one piece of its text replaced. */
static bool same_after(const struct keyed *k, const char *from, const char *to)
{
	AUTO(buf_release) struct buf text = {0};
	const char *at = strstr(k->text, from);
	struct keyed other = *k;

	cr_assert(at, "`%s` is not in the case", from);
	buf_add(&text, k->text, (size_t)(at - k->text));
	buf_cstr_add(&text, to);
	buf_cstr_add(&text, at + strlen(from));
	other.text = buf_cstr(&text);
	return same(k, &other);
}

Test(plan_key, what_changes_the_result_of_a_run)
{
	static const char *const changes[][2] = {
		{" make\n", " make all\n"},
		{" make\n", " [\"/bin/sh\",\"-c\",\"make \"]\n"},
		{"ENV A=1", "ENV A=2"},
		{"ENV A=1", "ENV B=1"},
		{"ENV A=1", "ENV A=1 B="},
		{"ENV A=1", "ENV A=1\nARG B=2"},
		{"USER app", "USER app:app"},
		{"USER app\n", ""},
		{"WORKDIR /w", "WORKDIR /v"},
		{"WORKDIR /w", "WORKDIR /w\nSHELL [\"/bin/ash\",\"-c\"]"},
		{"id=i", "id=j"},
		{"target=/c", "target=/d"},
		{"sharing=locked", "sharing=shared"},
		{",mode=755", ""},
		{",mode=755", ",mode=700"},
		{",mode=755", ",mode=755,uid=1"},
		{",mode=755", ",mode=755,gid=1"},
		{",mode=755", ",mode=755,ro"},
		{"id=s", "id=r"},
		{"env=S", "env=R"},
		{"target=/s", "target=/r"},
		{"target=/s", "target=/s,required"},
		{"source=x", "source=y"},
		{"source=x", "source=x,rw"},
		{"source=x", "source=x,from=scratch"},
		{"size=1m", "size=2m"},
		{"RUN ", "RUN --network=none "},
		{" make\n", " <<E\n#!/bin/sh\nE\n"},
	};

	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
		cr_expect_not(same_after(&run_case, changes[i][0], changes[i][1]), "%s -> %s",
			changes[i][0], changes[i][1]);
}

Test(plan_key, what_the_command_line_gives_a_run)
{
	AUTO(strs_release) struct strs hosts = {0}, none = {0};
	struct keyed other = run_case;

	other.hosts = &none;
	cr_expect(same(&run_case, &other));
	strs_add(&hosts, STR("10.0.0.1\tdb"));
	other.hosts = &hosts;
	cr_expect_not(same(&run_case, &other));
	other = run_case;
	other.limit = (struct limit){"nofile", 1, 2};
	cr_expect_not(same(&run_case, &other));
	struct keyed higher = other;

	higher.limit.hard = 3;
	cr_expect_not(same(&other, &higher));
	other = run_case;
	other.shm_bytes = 1 << 20;
	cr_expect_not(same(&run_case, &other));
}

Test(plan_key, the_body_of_a_script)
{
	struct keyed k = run_case;

	k.text = "FROM scratch\nRUN <<E\n#!/bin/sh\none\nE\n";
	cr_expect_not(same_after(&k, "one", "two"));
	cr_expect_not(same_after(&k, "RUN <<E\n#!/bin/sh\none\nE", "RUN <<F\n#!/bin/sh\none\nF"));
}

Test(plan_key, what_does_not_change_the_result_of_a_run)
{
	static const char *const changes[][2] = {
		{"ENV A=1", "LABEL k=v\nENV A=1"},
		{"ENV A=1",
			"ENV A=1\nEXPOSE 80\nSTOPSIGNAL 9\nVOLUME /v\nCMD x\nENTRYPOINT [\"y\"]"},
		{"ENV A=1", "\n# a comment\n\nENV A=1"},
		{"ENV A=1", "ENV A=2\nENV A=1"},
		{"FROM scratch", "FROM scratch AS unused\nRUN other\nFROM scratch AS named"},
		{"USER app", "MAINTAINER me\nHEALTHCHECK NONE\nONBUILD RUN x\nUSER app"},
		{"id=i,sharing=locked", "sharing=locked,id=i"},
		{"RUN ", "RUN --security=sandbox "},
		{"RUN ", "run   "},
		{"source=x", "src=./x"},
	};

	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
		cr_expect(same_after(&run_case, changes[i][0], changes[i][1]), "%s -> %s",
			changes[i][0], changes[i][1]);
	cr_expect(same_after(&run_case,
			  "--mount=type=secret,id=s,env=S,target=/s --mount=target=/m,source=x",
			  "--mount=target=/m,source=x --mount=type=secret,id=s,env=S,target=/s"),
		"the order of mounts");
}

Test(plan_key, proxies_do_not_enter_until_they_are_declared)
{
	struct keyed proxied = run_case;

	proxied.arg.name = "http_proxy";
	proxied.arg.value = "p";
	cr_expect(same(&run_case, &proxied));
	proxied.text = "FROM scratch\nARG http_proxy\nRUN x\n";
	struct keyed other = proxied;

	other.arg.value = "q";
	cr_expect_not(same(&proxied, &other));
}

#define EXPECT_CHANGE(base, ...)                                                                   \
	do {                                                                                       \
		struct keyed other = (base);                                                       \
                                                                                                   \
		__VA_ARGS__;                                                                       \
		cr_expect_not(same(&(base), &other), #__VA_ARGS__);                                \
	} while (0)

Test(plan_key, what_the_step_stands_in)
{
	EXPECT_CHANGE(run_case, other.platform = "linux/arm64");
	EXPECT_CHANGE(run_case, other.hostname = "other");
	EXPECT_CHANGE(run_case, other.epoch_s = 0);
	EXPECT_CHANGE(run_case, other.parent = 2);
	EXPECT_CHANGE(run_case, other.parent = 0);
	EXPECT_CHANGE(run_case, other.inputs[0] = 9);
	EXPECT_CHANGE(run_case, other.inputs_n = 2);
	EXPECT_CHANGE(run_case, other.network = NETWORK_NONE);
	EXPECT_CHANGE(copy_case, other.inputs[0] = 8, other.inputs[1] = 7);
}

Test(plan_key, what_changes_the_result_of_a_copy)
{
	static const char *const changes[][2] = {
		{"--chown=1 ", ""},
		{"--chown=1 ", "--chown=1:1 "},
		{"--chmod=755 ", "--chmod=0755 "},
		{"--chmod=755 ", ""},
		{"--exclude=e ", "--exclude=f "},
		{"--exclude=e ", ""},
		{" a b ", " a c "},
		{" a b ", " b a "},
		{"/d/", "/d"},
		{"/d/", "/e/"},
		{"body", "other"},
		{"<<F /d/\nbody\nF", "<<G /d/\nbody\nG"},
		{"COPY ", "COPY --link "},
		{"COPY ", "COPY --parents "},
		{"COPY ", "COPY --from=scratch "},
		{"COPY ", "ADD "},
		{"COPY ", "ADD --unpack=false "},
	};

	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
		cr_expect_not(same_after(&copy_case, changes[i][0], changes[i][1]), "%s -> %s",
			changes[i][0], changes[i][1]);
	cr_expect_not(same_after(
		&(struct keyed){.text = "FROM scratch\nADD --unpack=false a /\n", .epoch_s = -1},
		"--unpack=false", "--keep-git-dir"));
}

Test(plan_key, what_does_not_change_the_result_of_a_copy)
{
	static const char *const changes[][2] = {
		{"WORKDIR /w", "WORKDIR /w\nENV A=1\nARG B=2\nUSER app\nLABEL k=v"},
		{"WORKDIR /w", "WORKDIR /other"},
		{"--chown=1 --chmod=755 ", "--chmod=755 --chown=1 "},
		{"/d/", "/./x/../d/"},
		{" a b ", "  a\tb "},
		{"COPY ", "COPY --link=false "},
	};

	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
		cr_expect(same_after(&copy_case, changes[i][0], changes[i][1]), "%s -> %s",
			changes[i][0], changes[i][1]);
}

Test(plan_key, a_stage_and_an_image_of_the_same_content_are_the_same)
{
	struct keyed a = {
		.text = "FROM scratch AS s\nFROM scratch\nCOPY --from=s a /\n", .epoch_s = -1};
	struct keyed b = {.text = "FROM scratch AS z\nFROM scratch AS s\nRUN x\nFROM scratch\n"
				  "COPY --from=s a /\n",
		.epoch_s = -1};

	cr_expect(same(&a, &b));
}

Test(plan_key, workdir)
{
	struct keyed k = {.text = "FROM scratch\nUSER u\nWORKDIR /w\n", .epoch_s = -1};

	cr_expect_not(same_after(&k, "/w", "/w/"));
	cr_expect_not(same_after(&k, "USER u", "USER v"));
	cr_expect(same_after(&k, "USER u", "ENV A=1\nUSER u"));
}

/* A field that holds what another field's encoding would is still one field. */
Test(plan_key, fields_cannot_run_together)
{
	struct keyed k = {.text = "FROM scratch\nRUN [\"a\",\"b\"]\n", .epoch_s = -1};

	cr_expect_not(same_after(&k, "[\"a\",\"b\"]", "[\"a\\nargv b\"]"));
	cr_expect_not(same_after(&k, "[\"a\",\"b\"]", "[\"ab\"]"));
	cr_expect_not(same_after(&k, "[\"a\",\"b\"]", "[\"a\",\"b\",\"\"]"));
}

/* What a URL gives is among the inputs: where it lies is nobody's business. */
Test(plan_key, a_url_and_its_checksum_do_not_count)
{
	struct keyed k = {
		.text = "FROM scratch\nADD --chmod=600 https://h/f a /d/\n", .epoch_s = -1};

	cr_expect(same_after(&k, "https://h/f", "http://mirror/pub/f"));
	cr_expect(same_after(
		&k, "ADD --chmod=600 https://h/f a", "ADD --chmod=600 https://me:word@h/f a"));
	cr_expect_not(same_after(&k, "https://h/f", "https://h/f.git"));
	cr_expect_not(same_after(&k, "https://h/f", "f"));
	cr_expect_not(same_after(&k, "https://h/f a", "a https://h/f"));
	cr_expect_not(same_after(&k, "600", "644"));
}
