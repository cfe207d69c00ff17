#include "exec/user.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "sys/fd.h"
#include "sys/tree.h"

static struct tree host;
static struct rootfs root;
static char name[] = "/tmp/user-XXXXXX";

static const char passwd_text[] = "# accounts\n"
				  "root:x:0:0:root:/root:/bin/sh\n"
				  "nobody:x:65534:65534:nobody:/nonexistent:/bin/false\n"
				  "app:x:10001:10002::/home/app:/bin/sh\n"
				  "app:x:0:0::/root:/bin/sh\n"
				  "svc:x:500:600\n"
				  "rel:x:501:501::home:/bin/sh\n"
				  "toor:x:0:5::/toor:/bin/sh\n"
				  "1000:x:0:0::/:/bin/sh\n"
				  "+::::::\n"
				  "short\n"
				  "bad:x:-1:0::/:\n"
				  "huge:x:2147483648:0::/:\n"
				  "cr:x:77:78::/cr:/bin/sh\r\n"
				  "last:x:99:98::/last:/bin/sh";
static const char group_text[] = "root:x:0:\nnogroup:x:65534:\napps:x:10002:\n"
				 "docker:x:998:other,app\nwheel:x:10:app,root\n"
				 "again:x:998:app\nprimary:x:10002:app\nappx:x:7:appx\n";

static void put(const char *path, const char *text)
{
	struct err e;

	cr_assert(tree_write(&host, path, 0644, text, strlen(text), &e) == 0, "%s", e.text);
}

static void set_up(void)
{
	struct err e;

	cr_assert_not_null(mkdtemp(name));
	cr_assert(tree_open(name, &host, &e) == 0);
	cr_assert(rootfs_of(host.fd, &root, &e) == 0);
	cr_assert(mkdirat(host.fd, "etc", 0755) == 0);
	put("etc/passwd", passwd_text);
	put("etc/group", group_text);
}

static void tear_down(void)
{
	struct err e;

	cr_expect(tree_remove(&host, "etc", &e) == 0);
	rootfs_close(&root);
	tree_close(&host);
	rmdir(name);
}

TestSuite(user, .init = set_up, .fini = tear_down);

static const struct user *resolved(const char *text)
{
	static struct user u;
	struct err e;

	cr_assert(user_resolve(&root, str_of(text), &u, &e) == 0, "%s: %s", text, e.text);
	return &u;
}

Test(user, the_spellings_that_mean_somebody)
{
	struct {
		const char *text;
		unsigned uid, gid;
		const char *home;
	} cases[] = {
		{"", 0, 0, "/root"},
		{"0", 0, 0, "/root"},
		{"root", 0, 0, "/root"},
		{"app", 10001, 10002, "/home/app"},
		{"app:", 10001, 10002, "/home/app"},
		{"app:docker", 10001, 998, "/home/app"},
		{"app:7", 10001, 7, "/home/app"},
		{"10001", 10001, 10002, "/home/app"},
		{"500", 500, 600, "/"},
		{"501", 501, 501, "/"},
		{"7", 7, 0, "/"},
		{"7:8", 7, 8, "/"},
		{"1000", 1000, 0, "/"}, /* the name `1000` is nobody's */
		{"toor", 0, 5, "/toor"},
		{"cr", 77, 78, "/cr"},
		{"last", 99, 98, "/last"},
		{"2147483647", 2147483647, 0, "/"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct user *u = resolved(cases[i].text);

		cr_expect(u->uid == cases[i].uid && u->gid == cases[i].gid, "%s: %u:%u",
			cases[i].text, u->uid, u->gid);
		cr_expect_str_eq(u->home, cases[i].home, "%s", cases[i].text);
	}
}

Test(user, supplementary_groups_are_sorted_and_end_where_a_group_is_given)
{
	const struct user *u = resolved("app");

	cr_expect(u->groups_n == 2 && u->groups[0] == 10 && u->groups[1] == 998);
	cr_expect(!u->group_given);
	cr_expect_str_eq(u->name, "app");
	u = resolved("10001");
	cr_expect(u->groups_n == 2);
	u = resolved("app:apps");
	cr_expect(u->groups_n == 0 && u->group_given);
	u = resolved("");
	cr_expect(u->groups_n == 1 && u->groups[0] == 10);
}

Test(user, the_spellings_that_are_refused)
{
	const char *texts[] = {"00", "+0", "-0", "+5", "007", "-1", "0x0", "0X1f", " 0", "0 ",
		"root ", "2147483648", "4294967295", "4294967296", "999999999999999999999999999999",
		":0", ":app", ":", "a:b:c", "app:00", "app:+1", "app:4294967296",
		"r\xd0\xbe\xd0\xbet", "app\n", "root\r", "app:\t"};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct user u;
		struct err e;

		cr_expect(user_resolve(&root, str_of(texts[i]), &u, &e) == -1, "%s", texts[i]);
		cr_expect(e.kind == ERR_INVALID && e.hint[0], "%s: %s", texts[i], e.text);
	}
	struct user u;
	struct err e;
	cr_expect(user_resolve(&root, STR("root\0x"), &u, &e) == -1 && e.kind == ERR_INVALID);
}

Test(user, unknown_names_are_errors_with_the_nearest)
{
	struct user u;
	struct err e;

	cr_expect(user_resolve(&root, STR("nobdy"), &u, &e) == -1);
	cr_expect(e.kind == ERR_NOT_FOUND);
	cr_expect_str_eq(e.text, "the image has no user `nobdy`");
	cr_expect_str_eq(e.hint, "did you mean `nobody`?");
	cr_expect(user_resolve(&root, STR("app:dockre"), &u, &e) == -1);
	cr_expect_str_eq(e.text, "the image has no group `dockre`");
	/* lines that are no accounts make nobody somebody */
	cr_expect(user_resolve(&root, STR("short"), &u, &e) == -1);
	cr_expect(user_resolve(&root, STR("bad"), &u, &e) == -1);
	cr_expect(user_resolve(&root, STR("huge"), &u, &e) == -1);
}

Test(user, an_image_without_accounts_has_root_and_numbers)
{
	struct user u;
	struct err e;

	cr_assert(tree_remove(&host, "etc", &e) == 0);
	cr_expect(user_resolve(&root, STR("root"), &u, &e) == 0 && u.uid == 0 && u.gid == 0);
	cr_expect(user_resolve(&root, STR("65532"), &u, &e) == 0 && u.uid == 65532);
	cr_expect_str_eq(u.home, "/");
	cr_expect(user_resolve(&root, STR("app"), &u, &e) == -1 && e.kind == ERR_NOT_FOUND);
}

Test(user, links_out_of_the_root_stay_inside)
{
	struct user u;
	struct err e;

	unlinkat(host.fd, "etc/passwd", 0);
	cr_assert(symlinkat("../../../../../../etc/passwd", host.fd, "etc/passwd") == 0);
	cr_expect(user_resolve(&root, STR("root"), &u, &e) == -1, "a loop in the root itself");
	unlinkat(host.fd, "etc/passwd", 0);
	cr_assert(symlinkat("/etc/real", host.fd, "etc/passwd") == 0);
	put("etc/real", "inner:x:5:6::/:\n");
	cr_expect(user_resolve(&root, STR("inner"), &u, &e) == 0 && u.uid == 5);
}

Test(user, traps_in_place_of_passwd_are_named, .timeout = 5)
{
	struct user u;
	struct err e;

	unlinkat(host.fd, "etc/passwd", 0);
	cr_assert(mkfifoat(host.fd, "etc/passwd", 0644) == 0);
	cr_expect(user_resolve(&root, STR("app"), &u, &e) == -1 && e.kind == ERR_INVALID);
	unlinkat(host.fd, "etc/passwd", 0);
	cr_assert(mkdirat(host.fd, "etc/passwd", 0755) == 0);
	cr_expect(user_resolve(&root, STR("app"), &u, &e) == -1);
}

Test(user, a_passwd_beyond_the_limit_is_refused)
{
	AUTO(fd_close) int fd = openat(host.fd, "etc/passwd", O_WRONLY | O_CLOEXEC);
	struct user u;
	struct err e;

	cr_assert(fd >= 0 && ftruncate(fd, 5LL << 30) == 0); /* sparse */
	cr_expect(user_resolve(&root, STR("app"), &u, &e) == -1 && e.kind == ERR_LIMIT);
}

Test(user, memberships_are_limited)
{
	AUTO(buf_release) struct buf text = {0};
	struct user u;
	struct err e;

	for (int i = 0; i < 300; i++)
		buf_fmt(&text, "g%d:x:%d:app\n", i, 20000 - i);
	put("etc/group", buf_cstr(&text));
	cr_expect(user_resolve(&root, STR("app"), &u, &e) == -1 && e.kind == ERR_LIMIT);
	cr_expect(user_resolve(&root, STR("app:g5"), &u, &e) == 0 && u.gid == 19995);
}

Test(user, owners_as_chown_spells_them)
{
	struct {
		const char *text;
		unsigned uid, gid;
	} cases[] = {
		{"1000", 1000, 1000},
		{"1000:", 1000, 0},
		{"1000:5", 1000, 5},
		{":5", 0, 5},
		{"nobody", 65534, 65534},
		{"nobody:root", 65534, 0},
		{"nobody:", 65534, 0},
		{"+5", 5, 5},
		{"007", 7, 7},
		{"5:nogroup", 5, 65534},
		{"svc", 500, 600},
		{"500", 500, 500},
		{"root", 0, 0},
		{"", 0, 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err e;
		uid_t uid;
		gid_t gid;

		cr_assert(owner_resolve(&root, str_of(cases[i].text), &uid, &gid, &e) == 0,
			"%s: %s", cases[i].text, e.text);
		cr_expect(uid == cases[i].uid && gid == cases[i].gid, "%s: %u:%u", cases[i].text,
			uid, gid);
	}
}

Test(user, owners_that_are_refused)
{
	const char *texts[] = {"-1", "0x10", "4294967295", "nosuch", "5:nosuch", "$(id)", "a:b:c",
		"+", "5:-1", "app ", "9999999999999999999999"};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct err e;
		uid_t uid;
		gid_t gid;

		cr_expect(owner_resolve(&root, str_of(texts[i]), &uid, &gid, &e) == -1, "%s",
			texts[i]);
		cr_expect(e.kind == ERR_INVALID || e.kind == ERR_NOT_FOUND);
	}
}

Test(user, a_text_that_looks_like_a_number_is_canonical_in_one_form_only)
{
	const struct {
		const char *text;
		bool numeric, canonical;
	} cases[] = {
		{"", false, false},
		{"0", true, true},
		{"10001", true, true},
		{"00", true, false},
		{"+1", true, false},
		{"-1", true, false},
		{"0x1", true, false},
		{"0X1", true, false},
		{"app", false, false},
		{"1a", false, false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str text = str_of(cases[i].text);

		cr_expect(user_looks_numeric(text) == cases[i].numeric, "%s", cases[i].text);
		cr_expect(
			user_is_canonical_number(text) == cases[i].canonical, "%s", cases[i].text);
	}
	cr_expect(user_is_plain(STR("app")) && !user_is_plain(STR("a b")) &&
		  !user_is_plain(STR("a\x7f")) && !user_is_plain(STR("\xc3\xa9")));
}
