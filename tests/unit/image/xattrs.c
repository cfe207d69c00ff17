#include "image/xattrs.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/xattr.h>

#include "image/bench.h"
#include "sys/fd.h"

Test(image_xattrs, what_a_layer_carries)
{
	const struct str yes[] = {STR("security.capability"), STR("user.a"), STR("user.mime_type"),
		STR("user.containersish")};
	const struct str no[] = {STR("user."), STR("user"), STR("user.overlay.opaque"),
		STR("user.overlay.overlay.x"), STR("user.containers.override_stat"),
		STR("user.fuseoverlayfs.opaque"), STR("user.rootlesscontainers"),
		STR("user.lichen.owner"), STR("trusted.overlay.redirect"), STR("security.selinux"),
		STR("security.ima"), STR("system.posix_acl_access"), STR("user.a\0b"), STR("")};

	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		cr_expect(xattrs_carried(yes[i]), "`%s`", yes[i].p);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		cr_expect(!xattrs_carried(no[i]), "`%s`", no[i].p);
}

Test(image_xattrs, capabilities_become_version_2)
{
	const struct str v3 = STR("\1\0\0\3\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x92\x10\0\0");
	const struct str v2 = STR("\1\0\0\2\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
	const struct str v1 = STR("\1\0\0\1\0\4\0\0\0\0\0\0");
	unsigned char out[XATTRS_CAPABILITY_BYTES];
	size_t n;
	struct err e;

	cr_assert_eq(xattrs_capability(v3, out, &n, &e), 0);
	cr_expect(str_eq((struct str){(char *)out, n}, v2));
	cr_assert_eq(xattrs_capability(v2, out, &n, &e), 0);
	cr_expect(str_eq((struct str){(char *)out, n}, v2));
	cr_assert_eq(xattrs_capability(v1, out, &n, &e), 0);
	cr_expect(str_eq((struct str){(char *)out, n}, v1));
}

Test(image_xattrs, malformed_capabilities_are_refused)
{
	const struct str bad[] = {STR(""), STR("\1\0\2"), STR("\1\0\0\2"),
		STR("\1\0\0\4\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
		STR("\1\0\0\2\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		unsigned char out[XATTRS_CAPABILITY_BYTES];
		size_t n;
		struct err e;

		cr_expect_eq(xattrs_capability(bad[i], out, &n, &e), -1, "row %zu", i);
		cr_expect_eq(e.kind, ERR_INVALID);
	}
}

INSIDE(image_xattrs, strip_leaves_what_is_carried)
{
	AUTO(map_release) struct map left = {0};
	AUTO(fd_close) int fd = -1;
	bool copied_up;
	struct err e;

	CHECK(put_file(place->dir.fd, "f", "x") == 0);
	fd = openat(place->dir.fd, "f", O_RDONLY | O_CLOEXEC);
	CHECK_OK(xattrs_strip(fd, &copied_up, &e));
	CHECK(!copied_up);
	CHECK(fsetxattr(fd, "user.b", "2", 1, 0) == 0 && fsetxattr(fd, "user.a", "1", 1, 0) == 0);
	CHECK(fsetxattr(fd, "user.overlay.origin", "", 0, 0) == 0);
	CHECK(fsetxattr(fd, "user.containers.override_stat", "0:0:4755", 8, 0) == 0);
	CHECK_OK(xattrs_strip(fd, &copied_up, &e));
	CHECK(copied_up);
	CHECK(flistxattr(fd, NULL, 0) == 14);
	CHECK_OK(xattrs_read(fd, &left, &e));
	CHECK(left.n == 2 && str_eq(left.p[0].key, STR("user.a")));
	CHECK(str_eq(left.p[1].key, STR("user.b")) && str_eq(left.p[1].value, STR("2")));
	return 0;
}

INSIDE(image_xattrs, the_root_mark_is_not_carried)
{
	AUTO(map_release) struct map carried = {0};
	struct err e;

	CHECK(!xattrs_has_root_mark(place->dir.fd));
	CHECK_OK(xattrs_mark_root(place->dir.fd, &e));
	CHECK(xattrs_has_root_mark(place->dir.fd));
	CHECK_OK(xattrs_read(place->dir.fd, &carried, &e));
	CHECK(carried.n == 0);
	return 0;
}

INSIDE(image_xattrs, capabilities_are_set_on_files_only)
{
	AUTO(map_release) struct map in = {0};
	AUTO(map_release) struct map out = {0};
	AUTO(fd_close) int fd = -1;
	struct err e;

	map_set(&in, STR(XATTRS_CAPABILITY), STR("\1\0\0\2\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
	map_set(&in, STR("user.x"), STR("y"));
	CHECK_OK(xattrs_write(place->dir.fd, &in, &e));
	CHECK_OK(xattrs_read(place->dir.fd, &out, &e));
	CHECK(out.n == 1);
	CHECK(put_file(place->dir.fd, "f", "x") == 0);
	fd = openat(place->dir.fd, "f", O_RDONLY | O_CLOEXEC);
	CHECK_OK(xattrs_write(fd, &in, &e));
	map_release(&out);
	CHECK_OK(xattrs_read(fd, &out, &e));
	CHECK(out.n == 2 && str_eq(out.p[0].value, in.p[0].value));
	return 0;
}

/* A file system may hold many attributes of 64 KiB: a layer's header does not, and their values are
 * not all read to find out. */
Test(image_xattrs, all_of_an_entry_are_bounded_together)
{
	enum { VALUE_BYTES = 65536, FIT = XATTRS_BYTES_MAX / (VALUE_BYTES + 8) };
	static const char value[VALUE_BYTES];
	AUTO(fd_close) int fd = memfd_create("attributes", MFD_CLOEXEC);
	AUTO(map_release) struct map fit = {0};
	AUTO(map_release) struct map more = {0};
	struct err e;

	cr_assert(fd >= 0);
	for (int i = 0; i < FIT + 1; i++) {
		char name[16];

		snprintf(name, sizeof name, "user.a%d", i);
		if (fsetxattr(fd, name, value, sizeof value, 0) < 0)
			cr_skip_test("skipped: no large attributes on a memory file: %s",
				strerror(errno));
		if (i == FIT - 1)
			cr_expect_eq(xattrs_read(fd, &fit, &e), 0);
	}
	cr_expect_eq(fit.n, (size_t)FIT);
	cr_expect_eq(xattrs_read(fd, &more, &e), -1);
	cr_expect(e.kind == ERR_LIMIT && strstr(e.text, "extended attributes"));
}
