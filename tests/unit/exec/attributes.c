#include "exec/attributes.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "copytest.h"

static struct copytest t;
static int fd = -1;

static void setup(void)
{
	copytest_init(&t);
	copytest_make(t.from.fd, "f g d/f");
	fd = openat(t.from.fd, "f", O_RDONLY);
	cr_assert_geq(fd, 0);
}

static void teardown(void)
{
	close(fd);
	copytest_release(&t);
}

TestSuite(attributes, .init = setup, .fini = teardown);

static void set(int on, const char *name, const char *value)
{
	if (fsetxattr(on, name, value, strlen(value), 0) < 0)
		copytest_skip("user attributes do not work in /tmp");
}

Test(attributes, none)
{
	AUTO(buf_release) struct buf out = {0};

	cr_expect_eq(attributes_read(fd, &out, &t.e), 0);
	cr_expect_eq(out.n, 0);
}

Test(attributes, sorted_framed_and_allowed_only)
{
	AUTO(buf_release) struct buf out = {0};

	set(fd, "user.b", "2");
	set(fd, "user.a", "1");
	set(fd, "user.overlay.opaque", "y");
	cr_assert_eq(attributes_read(fd, &out, &t.e), 0, "%s", t.e.text);
	cr_expect(str_eq(buf_str(&out), STR("user.a\0001:1user.b\0001:2")));
}

Test(attributes, bad_descriptor)
{
	AUTO(buf_release) struct buf out = {0};

	cr_expect_eq(attributes_read(-1, &out, &t.e), -1);
	cr_expect_eq(t.e.kind, ERR_SYS);
}

Test(attributes, are_copied)
{
	char value[8] = "";
	int d = openat(t.from.fd, "d", O_RDONLY);

	set(fd, "user.a", "1");
	set(fd, "user.overlay.opaque", "y");
	set(d, "user.d", "2");
	close(d);
	cr_assert_eq(copytest_copy(&t, ". /x"), 0, "%s", t.e.text);
	int f = openat(t.to.fd, "x/f", O_RDONLY);

	d = openat(t.to.fd, "x/d", O_RDONLY);
	cr_expect_eq(fgetxattr(f, "user.a", value, sizeof value), 1);
	cr_expect_eq(fgetxattr(f, "user.overlay.opaque", value, sizeof value), -1);
	cr_expect_eq(fgetxattr(d, "user.d", value, sizeof value), 1);
	close(f);
	close(d);
}
