#include <errno.h>
#include <sys/xattr.h>

#include "scratch.h"
#include "sys/copy.h"
#include "sys/fd.h"

#define BYTES(lit) ((struct str){lit, sizeof(lit) - 1})
#define CAP2                                                                                       \
	BYTES("\1\0\0\2"                                                                           \
	      "\0\4\0\0"                                                                           \
	      "\0\0\0\0"                                                                           \
	      "\0\0\0\0"                                                                           \
	      "\0\0\0\0")
#define CAP3                                                                                       \
	BYTES("\1\0\0\3"                                                                           \
	      "\0\4\0\0"                                                                           \
	      "\0\0\0\0"                                                                           \
	      "\0\0\0\0"                                                                           \
	      "\0\0\0\0"                                                                           \
	      "\350\3\0\0")

Test(copy_xattrs, the_allow_list)
{
	static const struct {
		struct str name, value;
		bool allowed;
	} cases[] = {
		{STR("user.mime_type"), STR("text"), true},
		{STR("user.overlayed"), STR(""), true},
		{STR("user.overlay.opaque"), STR("y"), false},
		{STR("user.overlay"), STR("y"), false},
		{STR("user.containers.override_stat"), STR("0:0:4755"), false},
		{STR("user.rootlesscontainers"), STR("x"), false},
		{STR("user.lichen.owner"), STR("x"), false},
		{STR("trusted.overlay.redirect"), STR("/"), false},
		{STR("security.selinux"), STR("x"), false},
		{STR("security.ima"), STR("x"), false},
		{STR("system.posix_acl_access"), STR("x"), false},
		{STR("security.capability"), CAP2, true},
		{STR("security.capability"), CAP3, true},
		{STR("security.capability"), STR(""), false},
		{STR("security.capability"), STR("abc"), false},
		{STR("security.capability"),
			BYTES("\1\0\0\3"
			      "\0\4\0\0"
			      "\0\0\0\0"
			      "\0\0\0\0"
			      "\0\0\0\0"),
			false},
		{STR("security.capability"),
			BYTES("\1\0\0\1"
			      "\0\4\0\0"
			      "\0\0\0\0"),
			false},
		{STR("security.capabilityx"), CAP2, false},
		{STR("username"), STR("x"), false},
		{STR(""), STR(""), false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		cr_assert_eq(copy_xattr_is_allowed(cases[i].name, cases[i].value), cases[i].allowed,
			"%zu: %.*s", i, STR_FMT(cases[i].name));
}

struct pair {
	struct scratch s;
	int from, to;
};

static void pair_release(struct pair *p)
{
	fd_close(&p->from);
	fd_close(&p->to);
	scratch_release(&p->s);
}

static struct pair pair_make(void)
{
	struct pair p = {.s = scratch_make()};

	p.from = openat(p.s.fd, "from", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	p.to = openat(p.s.fd, "to", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	return p;
}

Test(copy_xattrs, what_is_allowed_arrives_and_nothing_else)
{
	AUTO(pair_release) struct pair p = pair_make();
	char value[16] = "";
	struct err e;

	if (fsetxattr(p.from, "user.note", "hello", 5, 0) < 0)
		cr_skip_test("skipped: this file system has no user attributes");
	cr_assert_eq(fsetxattr(p.from, "user.overlay.opaque", "y", 1, 0), 0);
	cr_assert_eq(fsetxattr(p.from, "user.empty", "", 0, 0), 0);
	cr_assert_eq(copy_xattrs(p.from, p.to, &e), 0, "%s", e.text);
	cr_assert_eq(fgetxattr(p.to, "user.note", value, sizeof value), 5);
	cr_assert_str_eq(value, "hello");
	cr_assert_eq(fgetxattr(p.to, "user.empty", value, sizeof value), 0);
	cr_assert_eq(fgetxattr(p.to, "user.overlay.opaque", value, sizeof value), -1);
}

Test(copy_xattrs, file_capabilities_travel)
{
	AUTO(pair_release) struct pair p = pair_make();
	char value[32];
	struct err e;

	if (fsetxattr(p.from, "security.capability", CAP2.p, CAP2.n, 0) < 0)
		cr_skip_test("skipped: setting file capabilities needs privilege");
	cr_assert_eq(copy_xattrs(p.from, p.to, &e), 0, "%s", e.text);
	cr_assert_eq(fgetxattr(p.to, "security.capability", value, sizeof value), (ssize_t)CAP2.n);
	cr_assert_eq(memcmp(value, CAP2.p, CAP2.n), 0);
}

Test(copy_xattrs, failures_are_named_and_no_attributes_are_none)
{
	AUTO(pair_release) struct pair p = pair_make();
	AUTO(fd_close) int proc = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	struct err e;

	cr_assert_eq(copy_xattrs(p.from, p.to, &e), 0);
	cr_assert_eq(copy_xattrs(proc, p.to, &e), 0, "%s", e.text);
	cr_assert_eq(copy_xattrs(-1, p.to, &e), -1);
	cr_assert_eq(e.sys_errno, EBADF);
	if (fsetxattr(p.from, "user.note", "hello", 5, 0) < 0)
		cr_skip_test("skipped: this file system has no user attributes");
	cr_assert_eq(copy_xattrs(p.from, -1, &e), -1);
	cr_assert_str_eq(e.text, "cannot set the attribute `user.note`: Bad file descriptor");
}
