#include "image/default_user.h"

#include "image/bench.h"
#include "sys/rootfs.h"

static int make(struct place *place, struct err *e)
{
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;

	err_clear(e);
	if (rootfs_of(place->dir.fd, &root, e) < 0)
		return -1;
	return policy_default_user_files(&root, 1000, e);
}

static bool holds(struct place *place, const char *path, const char *text)
{
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;
	AUTO(buf_release) struct buf b = {0};
	struct err e;

	return rootfs_of(place->dir.fd, &root, &e) == 0 &&
	       rootfs_read(&root, path, 65536, &b, &e) == 0 && str_eq(buf_str(&b), str_of(text));
}

#define APP_PASSWD "app:x:10001:10001::/home/app:/sbin/nologin\n"

INSIDE(image_default_user, serves_an_empty_root)
{
	struct stat st;
	struct err e;

	CHECK_OK(make(place, &e));
	CHECK(holds(place, "etc/passwd", APP_PASSWD) &&
		holds(place, "etc/group", "app:x:10001:\n"));
	CHECK(fstatat(place->dir.fd, "etc/shadow", &st, 0) == -1);
	CHECK(fstatat(place->dir.fd, "home/app", &st, 0) == 0);
	CHECK(st.st_uid == 10001 && st.st_gid == 10001 && (st.st_mode & 07777) == 0700);
	CHECK(st.st_mtime == 1000);
	return 0;
}

INSIDE(image_default_user, appends_once_whatever_the_last_line_looks_like)
{
	struct err e;

	CHECK(mkdirat(place->dir.fd, "etc", 0755) == 0);
	CHECK(put_file(place->dir.fd, "etc/passwd", "root:x:0:0:root:/root:/bin/sh") == 0);
	CHECK(put_file(place->dir.fd, "etc/group", "root:x:0:\n") == 0);
	CHECK(put_file(place->dir.fd, "etc/shadow", "root:*:1::::::\n") == 0);
	CHECK_OK(make(place, &e));
	CHECK_OK(make(place, &e));
	CHECK(holds(place, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\n" APP_PASSWD));
	CHECK(holds(place, "etc/group", "root:x:0:\napp:x:10001:\n"));
	CHECK(holds(place, "etc/shadow", "root:*:1::::::\napp:!:::::::\n"));
	return 0;
}

INSIDE(image_default_user, refuses_a_taken_name_or_number)
{
	const char *const taken[] = {"app:x:5:5::/:\n", "web:x:10001:5::/:\n", "app:x:0:0::/:\n"};
	struct err e;

	CHECK(mkdirat(place->dir.fd, "etc", 0755) == 0);
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
		CHECK(put_file(place->dir.fd, "etc/passwd", taken[i]) == 0);
		CHECK(make(place, &e) == -1 && e.kind == ERR_POLICY && e.hint[0]);
		CHECK(holds(place, "etc/passwd", taken[i]));
	}
	return 0;
}

INSIDE(image_default_user, follows_no_link_out_and_opens_no_fifo)
{
	struct stat st;
	struct err e;

	CHECK(symlinkat("/../../../../tmp/../elsewhere", place->dir.fd, "etc") == 0);
	CHECK(mkdirat(place->dir.fd, "elsewhere", 0755) == 0);
	CHECK_OK(make(place, &e));
	CHECK(fstatat(place->dir.fd, "elsewhere/passwd", &st, 0) == 0);
	CHECK(unlinkat(place->dir.fd, "elsewhere/passwd", 0) == 0);
	CHECK(mkfifoat(place->dir.fd, "elsewhere/passwd", 0644) == 0);
	CHECK(make(place, &e) == -1 && e.kind == ERR_INVALID);
	return 0;
}
