#include "exec/overlay.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "exec/overlay_rung.h"
#include "inside.h"
#include "sys/fd.h"
#include "sys/tree.h"

TestSuite(overlay, .timeout = 60);

static int make(const struct tree *at, const char *name)
{
	struct tree made = TREE_NONE;
	struct err e;

	CHECK_OK(tree_make_at(at, name, 0755, &made, &e));
	return made.fd;
}

static void put(int dirfd, const char *name, const char *text)
{
	struct tree t = {dirfd};
	struct err e;

	CHECK_OK(tree_write(&t, name, 0644, text, strlen(text), &e));
}

static bool holds(const struct rootfs *root, const char *path, const char *text)
{
	AUTO(buf_release) struct buf b = {0};
	struct err e;

	if (rootfs_read(root, path, 1000, &b, &e) < 0)
		return text == NULL;
	return text && str_eq(buf_str(&b), str_of(text));
}

static struct tree scratch(char *name)
{
	struct tree t = TREE_NONE;
	struct err e;

	CHECK(mkdtemp(name) != NULL);
	CHECK_OK(tree_open(name, &t, &e));
	return t;
}

static void discard(struct tree *t, const char *name)
{
	struct tree up = TREE_NONE;
	struct err e;

	tree_close(t);
	CHECK_OK(tree_open("/tmp", &up, &e));
	CHECK_OK(tree_remove(&up, name + strlen("/tmp/"), &e));
	tree_close(&up);
}

static int joins_on(enum overlay_rung rung)
{
	char name[] = "/tmp/overlay-XXXXXX";
	struct tree t = scratch(name);
	int fds[3] = {make(&t, "1"), make(&t, "2"), make(&t, "3")};
	struct overlay_mount m = {{fds, 3}, make(&t, "upper"), make(&t, "work")};
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;
	char before[4096], after[4096];
	struct stat st;
	struct err e;

	put(fds[0], "a", "low");
	put(fds[0], "gone", "low");
	put(fds[1], "a", "middle");
	put(fds[2], "b", "top");
	make(&(struct tree){fds[0]}, "d");
	put(fds[0], "d/hidden", "low");
	make(&(struct tree){fds[2]}, "d");
	CHECK(fsetxattr(openat(fds[2], "d", O_RDONLY), "user.overlay.opaque", "y", 1, 0) == 0);
	CHECK(mknodat(fds[1], "gone", S_IFCHR, makedev(0, 0)) == 0);
	CHECK(getcwd(before, sizeof before) != NULL);
	CHECK_OK(overlay_mount(&m, rung, &root, &e));
	CHECK(getcwd(after, sizeof after) && !strcmp(before, after));
	CHECK(holds(&root, "/a", "middle"));
	CHECK(holds(&root, "/b", "top"));
	CHECK(holds(&root, "/gone", NULL));
	CHECK(holds(&root, "/d/hidden", NULL));
	put(root.fd, "a", "changed");
	CHECK(unlinkat(root.fd, "b", 0) == 0);
	CHECK(fstatat(m.upper_fd, "a", &st, 0) == 0 && st.st_size == 7);
	CHECK(fstatat(m.upper_fd, "b", &st, 0) == 0 && S_ISCHR(st.st_mode) && st.st_rdev == 0);
	CHECK(fstatat(fds[1], "a", &st, 0) == 0 && st.st_size == 6);
	rootfs_close(&root);
	discard(&t, name);
	return 0;
}

static int on_first_rung(void *argument)
{
	(void)argument;
	return joins_on(OVERLAY_BY_FD);
}

static int on_second_rung(void *argument)
{
	(void)argument;
	return joins_on(OVERLAY_BY_NAME);
}

static int on_third_rung(void *argument)
{
	(void)argument;
	return joins_on(OVERLAY_BY_LIST);
}

Test(overlay, joins_layers_by_descriptor)
{
	inside(on_first_rung, NULL);
}

Test(overlay, joins_layers_by_name)
{
	inside(on_second_rung, NULL);
}

Test(overlay, joins_layers_by_one_list)
{
	inside(on_third_rung, NULL);
}

enum { MANY = 499 };

static int many(void *argument)
{
	char name[] = "/tmp/overlay-XXXXXX";
	struct tree t = scratch(name);
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;
	int fds[MANY + 1];
	struct overlay_layers lower = {fds, MANY};
	int upper = make(&t, "upper"), work = make(&t, "work");
	char text[16];
	struct err e;

	(void)argument;
	for (int i = 0; i <= MANY; i++) {
		snprintf(text, sizeof text, "%d", i);
		fds[i] = make(&t, text);
		put(fds[i], text, text);
		put(fds[i], "last", text);
	}
	CHECK_OK(overlay_open(&lower, upper, work, &root, &e));
	CHECK(holds(&root, "0", "0") && holds(&root, "498", "498") && holds(&root, "last", "498"));
	rootfs_close(&root);
	CHECK_OK(overlay_view(&lower, &root, &e));
	CHECK(holds(&root, "last", "498"));
	rootfs_close(&root);
	lower.n = MANY + 1;
	CHECK(overlay_view(&lower, &root, &e) == -1 && e.kind == ERR_LIMIT);
	lower.n = 1;
	CHECK_OK(overlay_view(&lower, &root, &e));
	CHECK(holds(&root, "last", "0"));
	rootfs_close(&root);
	discard(&t, name);
	return 0;
}

Test(overlay, joins_499_layers_and_refuses_500)
{
	inside(many, NULL);
}

static int empty(void *argument)
{
	char name[] = "/tmp/overlay-XXXXXX";
	struct tree t = scratch(name);
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;
	struct overlay_layers none = {NULL, 0};
	int upper = make(&t, "upper"), work = make(&t, "work");
	struct err e;

	(void)argument;
	CHECK_OK(overlay_open(&none, upper, work, &root, &e));
	put(root.fd, "x", "here");
	CHECK(faccessat(upper, "x", F_OK, 0) == 0);
	CHECK(overlay_view(&none, &root, &e) == -1 && e.kind == ERR_INVALID);
	rootfs_close(&root);
	discard(&t, name);
	return 0;
}

Test(overlay, without_layers_the_root_is_the_upper_directory)
{
	inside(empty, NULL);
}

static int read_only(void *argument)
{
	char name[] = "/tmp/overlay-XXXXXX";
	struct tree t = scratch(name);
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;
	int fds[2] = {make(&t, "1"), make(&t, "2")};
	struct overlay_layers lower = {fds, 2};
	struct err e;

	(void)argument;
	CHECK_OK(overlay_view(&lower, &root, &e));
	CHECK(mkdirat(root.fd, "x", 0755) == -1);
	rootfs_close(&root);
	discard(&t, name);
	return 0;
}

Test(overlay, a_view_is_read_only)
{
	inside(read_only, NULL);
}

static int on_overlay(void *argument)
{
	char name[] = "/tmp/overlay-XXXXXX";
	struct tree t = scratch(name);
	AUTO(rootfs_close) struct rootfs root = ROOTFS_NONE;
	struct rootfs nested = ROOTFS_NONE;
	int fds[1] = {make(&t, "1")};
	struct overlay_layers lower = {fds, 1};
	int upper = make(&t, "upper"), work = make(&t, "work");
	struct err e;

	(void)argument;
	CHECK_OK(overlay_open(&lower, upper, work, &root, &e));
	upper = make(&(struct tree){root.fd}, "upper");
	work = make(&(struct tree){root.fd}, "work");
	CHECK(overlay_open(&lower, upper, work, &nested, &e) == -1);
	CHECK(e.kind == ERR_HOST && nested.fd == -1);
	CHECK(strstr(e.text, "the store is on overlay") != NULL);
	CHECK(strstr(e.hint, "ext4") != NULL);
	rootfs_close(&root);
	discard(&t, name);
	return 0;
}

Test(overlay, a_store_on_overlay_is_refused_by_name)
{
	inside(on_overlay, NULL);
}

Test(overlay, without_privilege_it_says_what_is_missing)
{
	struct rootfs root = ROOTFS_NONE;
	int fds[2] = {open("/", O_PATH), open("/", O_PATH)};
	struct overlay_layers lower = {fds, 2};
	struct err e;

	if (getuid() == 0)
		cr_skip_test("skipped: root may mount");
	cr_assert(overlay_view(&lower, &root, &e) == -1);
	cr_expect(e.kind == ERR_HOST && strstr(e.text, "forbidden"), "%s", e.text);
}
