#include "image/accounts.h"

#include "exec/user.h"
#include "image/bench.h"
#include "sys/fd.h"

static int read_passwd(struct place *place, const char *text, struct accounts *out, struct err *e)
{
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;

	err_clear(e);
	(void)mkdirat(place->dir.fd, "etc", 0755);
	if (text && put_file(place->dir.fd, "etc/passwd", text) < 0)
		return err_sys(e, "cannot write passwd");
	if (rootfs_of(place->dir.fd, &root, e) < 0)
		return -1;
	return accounts_read(&root, out, e);
}

INSIDE(image_accounts, an_ordinary_file_has_nothing_odd)
{
	struct accounts a;
	struct err e;

	CHECK_OK(read_passwd(place,
		"root:x:0:0:root:/root:/bin/sh\n\n# note\n"
		"app:x:10001:10001::/home/app:/bin/sh",
		&a, &e));
	CHECK(a.roots == 1 && !a.odd_name[0] && !a.twice[0][0]);
	return 0;
}

INSIDE(image_accounts, no_file_is_right)
{
	struct accounts a;
	struct err e;

	CHECK_OK(read_passwd(place, NULL, &a, &e));
	CHECK(a.roots == 0);
	return 0;
}

INSIDE(image_accounts, odd_names_are_found)
{
	const char *const odd[][2] = {
		{"1000:x:0:0::/:/bin/sh\n", "1000"},
		{"2147483648:x:0:0::/:/bin/sh\n", "2147483648"},
		{"99999999999999999999999999:x:5:5::/:\n", "99999999999999999999999999"},
		{"+nis:x:5:5::/:\n", "+nis"},
		{"-x:x:5:5::/:\n", "-x"},
		{"a b:x:5:5::/:\n", "a b"},
		{"a\rb:x:5:5::/:\n", "a\rb"},
		{":x:5:5::/:\n", "(empty)"},
	};

	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		struct accounts a;
		struct err e;

		CHECK_OK(read_passwd(place, odd[i][0], &a, &e));
		CHECK(strcmp(a.odd_name, odd[i][1]) == 0);
	}
	return 0;
}

INSIDE(image_accounts, shared_ids_are_found)
{
	struct accounts a;
	struct err e;

	CHECK_OK(read_passwd(place,
		"root:x:0:0::/:\nb:x:7:7::/:\ntoor:x:0:0::/:\nc:x:8:8::/:\na:x:7:9::/:\n", &a, &e));
	CHECK(a.roots == 2);
	CHECK(strcmp(a.twice[0], "b") == 0 && strcmp(a.twice[1], "a") == 0);
	return 0;
}

INSIDE(image_accounts, lines_that_are_no_accounts_are_skipped)
{
	struct accounts a;
	struct err e;

	CHECK_OK(read_passwd(place, "12\n12:x\n12:x:y:0\n#1:x:0:0\n::::\n", &a, &e));
	CHECK(a.roots == 0 && !a.odd_name[0]);
	return 0;
}

INSIDE(image_accounts, traps_in_place_of_the_file)
{
	AUTO(fd_close) int fd = -1;
	struct accounts a;
	struct err e;

	CHECK(mkdirat(place->dir.fd, "etc", 0755) == 0);
	CHECK(mkfifoat(place->dir.fd, "etc/passwd", 0644) == 0);
	CHECK(read_passwd(place, NULL, &a, &e) == -1 && e.kind == ERR_INVALID);
	CHECK(unlinkat(place->dir.fd, "etc/passwd", 0) == 0);
	CHECK(symlinkat("/dev/zero", place->dir.fd, "etc/passwd") == 0);
	CHECK_OK(read_passwd(place, NULL, &a, &e)); /* dangles: the rootfs has no /dev */
	CHECK(unlinkat(place->dir.fd, "etc/passwd", 0) == 0);
	CHECK(put_file(place->dir.fd, "etc/passwd", "") == 0);
	fd = openat(place->dir.fd, "etc/passwd", O_WRONLY | O_CLOEXEC);
	CHECK(ftruncate(fd, USER_FILE_BYTES_MAX + 1) == 0);
	CHECK(read_passwd(place, NULL, &a, &e) == -1 && e.kind == ERR_LIMIT);
	return 0;
}
