#include "image/policy.h"

#include "image/bench.h"
#include "image/default_user.h"

#define PASSWD                                                                                     \
	"root:x:0:0:root:/root:/bin/sh\napp:x:10001:10001::/home/app:/bin/sh\n"                    \
	"svc:x:500:600::/:/bin/sh\ngz:x:501:0::/:/bin/sh\n"
#define GROUP "root:x:0:\napp:x:10001:\nsvc:x:600:\ndocker:x:998:app\nsudo:x:27:app\n"
#define WILL_RUN_AS_ROOT "container has runAsNonRoot and image will run as root"

static const struct policy plain = {0};
static const struct policy with_root = {.allow_root = true, .reason = "legacy"};

struct asked {
	struct nonroot proof;
	struct err e;
	int result;
};

/* policy_admit on a rootfs that has this passwd (NULL: none at all). */
static const struct asked *ask(
	struct place *place, const struct policy *p, const char *user, const char *passwd)
{
	static struct asked a;
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;

	memset(&a, 0, sizeof a);
	err_clear(&a.e);
	a.result = -2;
	(void)mkdirat(place->dir.fd, "etc", 0755);
	(void)unlinkat(place->dir.fd, "etc/passwd", 0);
	if (passwd && (put_file(place->dir.fd, "etc/passwd", passwd) < 0 ||
			      put_file(place->dir.fd, "etc/group", GROUP) < 0))
		return &a;
	if (rootfs_of(place->dir.fd, &root, &a.e) < 0)
		return &a;
	a.result = policy_admit(p, user, &root, &a.proof, &a.e);
	return &a;
}

static bool refused(const struct asked *a, const char *id)
{
	if (a->result == -1 && a->e.kind == ERR_POLICY && strcmp(a->e.id, id) == 0)
		return true;
	fprintf(stderr, "result %d, kind %d, id `%s`: %s\n", a->result, a->e.kind, a->e.id,
		a->e.text);
	return false;
}

static bool emitted(const struct asked *a, const char *user)
{
	if (a->result == 0 && strcmp(a->proof.user, user) == 0)
		return true;
	fprintf(stderr, "result %d, user `%s`: %s\n", a->result, a->proof.user, a->e.text);
	return false;
}

static bool warned(const struct asked *a, const char *id)
{
	for (size_t i = 0; i < a->proof.warnings_n; i++)
		if (strcmp(a->proof.warnings[i].id, id) == 0)
			return true;
	return false;
}

/* Each spelling of USER that tools read differently and that is decided here. */
INSIDE(image_policy, table_of_spellings)
{
	static const struct {
		const char *user, *passwd, *id, *emitted;
	} rows[] = {
		{NULL, PASSWD, "NR-01", NULL},
		{"", PASSWD, "NR-01", NULL},
		{"65532", NULL, NULL, "65532:65532"},
		{"root", PASSWD, "NR-02", NULL},
		{"0", PASSWD, "NR-02", NULL},
		{"0:0", PASSWD, "NR-02", NULL},
		{"root:root", PASSWD, "NR-02", NULL},
		{"root:", PASSWD, "NR-02", NULL},
		{"0:app", PASSWD, "NR-02", NULL},
		{"00", PASSWD, "NR-03", NULL},
		{"+0", PASSWD, "NR-03", NULL},
		{"-0", PASSWD, "NR-03", NULL},
		{":1000", PASSWD, "NR-02", NULL},
		{"toor", PASSWD "toor:x:0:0::/:/bin/sh\n", "NR-02", NULL},
		{"0x0", PASSWD "0x0:x:0:0::/:/bin/sh\n", "NR-03", NULL},
		{" 0", PASSWD, "NR-03", NULL},
		{"1000", PASSWD, NULL, "1000:1000"},
		{"2147483648", PASSWD "2147483648:x:0:0::/:\n", "NR-03", NULL},
		{"4294967296", PASSWD, "NR-03", NULL},
		{"4294967295", PASSWD, "NR-03", NULL},
		{"-1", PASSWD, "NR-03", NULL},
		{"app", PASSWD, NULL, "10001:10001"},
		{"app:svc", PASSWD, NULL, "10001:600"},
		{"10001:7", PASSWD, NULL, "10001:7"},
		{"500", PASSWD, NULL, "500:600"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct asked *a = ask(place, &plain, rows[i].user, rows[i].passwd);

		fprintf(stderr, "# row %zu: `%s`\n", i, rows[i].user ? rows[i].user : "(none)");
		CHECK(rows[i].id ? refused(a, rows[i].id) : emitted(a, rows[i].emitted));
		CHECK(a->result == 0 || a->e.hint[0]);
	}
	return 0;
}

INSIDE(image_policy, an_unknown_name_is_an_error)
{
	const struct asked *a = ask(place, &plain, "ap", PASSWD);

	CHECK(refused(a, "NR-03") &&
		strstr(a->e.hint, "did you mean `app`?\nor create the account"));
	CHECK(strstr(a->e.during, "`ap`"));
	a = ask(place, &plain, "entirely-other", PASSWD);
	CHECK(refused(a, "NR-03") && strstr(a->e.hint, "create the account") == a->e.hint);
	a = ask(place, &with_root, "ap", PASSWD);
	CHECK(emitted(a, "ap") && a->proof.root_allowed && warned(a, "NR-03"));
	return 0;
}

INSIDE(image_policy, refusals_quote_the_kubelet_and_give_the_lines)
{
	const struct asked *a = ask(place, &plain, NULL, PASSWD);

	CHECK(strstr(a->e.text, WILL_RUN_AS_ROOT));
	CHECK(strstr(a->e.hint, "USER 10001:10001"));
	CHECK(strstr(a->e.hint, "--default-user") && strstr(a->e.hint, "--allow-root --reason"));
	CHECK(!strstr(a->e.hint, "useradd")); /* this rootfs has none */
	CHECK(mkdirat(place->dir.fd, "bin", 0755) == 0 &&
		put_file(place->dir.fd, "bin/busybox", "") == 0);
	a = ask(place, &plain, "root", PASSWD);
	CHECK(strstr(a->e.text, WILL_RUN_AS_ROOT));
	CHECK(strstr(a->e.hint, "RUN adduser -D -u 10001 app\nUSER 10001:10001"));
	a = ask(place, &plain, "2147483648", PASSWD);
	CHECK(strstr(a->e.text, "invalid user id (2147483648). (Must be 1-(2147483647))"));
	return 0;
}

INSIDE(image_policy, a_name_is_kept_beside_its_number)
{
	const struct asked *a = ask(place, &plain, "app", PASSWD);

	CHECK(emitted(a, "10001:10001") && !a->proof.root_allowed);
	CHECK(strcmp(a->proof.named, "app") == 0);
	CHECK(warned(a, "NR-05")); /* docker and sudo are lost to runtimes, or merged */
	a = ask(place, &plain, "10001:10001", PASSWD);
	CHECK(emitted(a, "10001:10001") && !a->proof.named[0] && !warned(a, "NR-05"));
	return 0;
}

INSIDE(image_policy, groups_are_settled)
{
	const struct asked *a = ask(place, &plain, "1000", PASSWD);

	CHECK(emitted(a, "1000:1000") && warned(a, "NR-04"));
	a = ask(place, &plain, "gz", PASSWD);
	CHECK(emitted(a, "501:0") && warned(a, "NR-04"));
	a = ask(place, &plain, "1000:0", PASSWD);
	CHECK(emitted(a, "1000:0") && warned(a, "NR-04"));
	a = ask(place, &plain, "svc", PASSWD);
	CHECK(emitted(a, "500:600") && a->proof.warnings_n == 0);
	return 0;
}

INSIDE(image_policy, accounts_that_mean_two_things)
{
	const struct asked *a = ask(place, &plain, "1000", PASSWD "1000:x:0:0::/:\n");

	CHECK(a->result == -1 && a->e.kind == ERR_POLICY);
	CHECK(refused(ask(place, &plain, "app", PASSWD "1000:x:5:5::/:\n"), "NR-06"));
	CHECK(refused(ask(place, &plain, "app", PASSWD "toor:x:0:0::/:\n"), "NR-07"));
	a = ask(place, &plain, "app", PASSWD "b:x:500:5::/:\n");
	CHECK(emitted(a, "10001:10001") && warned(a, "NR-07"));
	return 0;
}

INSIDE(image_policy, a_name_must_stay_who_it_was)
{
	const struct policy_seen seen = {.uid = 10001, .line = 7};
	const struct policy p = {.seen = &seen};
	const struct asked *a;

	CHECK(emitted(ask(place, &p, "app", PASSWD), "10001:10001"));
	a = ask(place, &p, "app", "root:x:0:0::/:\napp:x:0:0::/:\n");
	CHECK(refused(a, "NR-26"));
	CHECK(strstr(a->e.text, "user `app` was 10001 at line 7, is 0 at commit"));
	CHECK(refused(ask(place, &p, "app", "root:x:0:0::/:\napp:x:42:42::/:\n"), "NR-26"));
	return 0;
}

INSIDE(image_policy, allow_root_needs_a_reason_and_marks)
{
	const struct policy mute = {.allow_root = true},
			    blank = {.allow_root = true, .reason = " "};
	AUTO(map_release) struct map notes = {0};
	const struct asked *a;

	CHECK(ask(place, &mute, "root", PASSWD)->e.kind == ERR_USAGE);
	CHECK(ask(place, &blank, "root", PASSWD)->e.kind == ERR_USAGE);
	a = ask(place, &with_root, NULL, PASSWD);
	CHECK(emitted(a, "") && a->proof.root_allowed);
	a = ask(place, &with_root, "toor", PASSWD "toor:x:0:0::/:\n");
	CHECK(emitted(a, "0:0") && a->proof.root_allowed && warned(a, "NR-07"));
	CHECK(strcmp(a->proof.named, "toor") == 0);
	policy_annotate(&a->proof, &notes);
	CHECK(str_eq(*map_get(&notes, STR("io.lichen.nonroot")), STR("false")));
	CHECK(str_eq(*map_get(&notes, STR("io.lichen.root.reason")), STR("legacy")));
	CHECK(str_eq(*map_get(&notes, STR("io.lichen.user.name")), STR("toor")));
	a = ask(place, &with_root, "00", PASSWD);
	CHECK(emitted(a, "00") && a->proof.root_allowed && warned(a, "NR-03"));
	return 0;
}

INSIDE(image_policy, allow_root_does_not_mark_what_is_not_root)
{
	AUTO(map_release) struct map notes = {0};
	const struct asked *a = ask(place, &with_root, "app", PASSWD);

	CHECK(emitted(a, "10001:10001") && !a->proof.root_allowed && !a->proof.reason[0]);
	policy_annotate(&a->proof, &notes);
	CHECK(str_eq(*map_get(&notes, STR("io.lichen.nonroot")), STR("true")));
	CHECK(!map_has(&notes, STR("io.lichen.root.reason")));
	return 0;
}

INSIDE(image_policy, a_user_from_outside_wins)
{
	const struct policy p = {.user = "1234:99"}, bad = {.user = "0"};

	CHECK(emitted(ask(place, &p, "root", PASSWD), "1234:99"));
	CHECK(refused(ask(place, &bad, "app", PASSWD), "NR-02"));
	return 0;
}

INSIDE(image_policy, the_default_user_serves_when_none_is_in_force)
{
	const struct policy p = {.default_user = true};
	const struct asked *a = ask(place, &p, NULL, PASSWD);

	CHECK(emitted(a, "10001:10001") && strcmp(a->proof.named, DEFAULT_USER_NAME) == 0);
	CHECK(emitted(ask(place, &p, "svc", PASSWD), "500:600"));
	CHECK(refused(ask(place, &p, "root", PASSWD), "NR-02"));
	CHECK(ask(place, &p, NULL, NULL)->result == -1); /* promised, but not made */
	return 0;
}

INSIDE(image_policy, traps_in_place_of_passwd)
{
	const struct asked *a;

	CHECK(mkdirat(place->dir.fd, "etc", 0755) == 0);
	CHECK(symlinkat("../../../../etc/passwd", place->dir.fd, "etc/passwd") == 0);
	CHECK(put_file(place->dir.fd, "passwd", "") == 0);
	a = ask(place, &plain, "nobody", NULL);
	CHECK(a->result == -1);
	return 0;
}

Test(image_policy, foresees_what_is_certain)
{
	static const struct {
		const char *user, *id;
	} rows[] = {
		{NULL, "NR-01"},
		{"", "NR-01"},
		{"root", "NR-02"},
		{"root:app", "NR-02"},
		{"0", "NR-02"},
		{"0:0", "NR-02"},
		{":1000", "NR-02"},
		{"00", "NR-03"},
		{"+0", "NR-03"},
		{"2147483648", "NR-03"},
		{"4294967296:1", "NR-03"},
		{"1000:4294967296", "NR-03"},
		{"app\nUSER root", "NR-03"},
		{"r\xd0\xbe\xd0\xbet", "NR-03"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err e;

		err_clear(&e);
		cr_expect_eq(policy_foresee(&plain, rows[i].user, &e), -1, "row %zu", i);
		cr_expect_eq(e.kind, ERR_POLICY);
		cr_expect_str_eq(e.id, rows[i].id, "row %zu: %s", i, e.id);
		cr_expect(e.hint[0]);
	}
}

Test(image_policy, foresees_nothing_that_may_still_be_right)
{
	const struct policy outside = {.user = "1000"}, account = {.default_user = true};
	const char *const maybe[] = {"app", "toor", "1000", "1000:0", "app:root"};
	struct err e;

	for (size_t i = 0; i < sizeof maybe / sizeof *maybe; i++)
		cr_expect_eq(policy_foresee(&plain, maybe[i], &e), 0, "`%s`", maybe[i]);
	cr_expect_eq(policy_foresee(&outside, "root", &e), 0);
	cr_expect_eq(policy_foresee(&account, NULL, &e), 0);
	cr_expect_eq(policy_foresee(&with_root, "root", &e), 0);
	cr_expect_eq(policy_foresee(&with_root, NULL, &e), 0);
}
