/* newfile - whole or not at all. */
#include "sys/newfile.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sys/fd.h"

static struct tree scratch(char path[64])
{
	struct tree dir = TREE_NONE;
	struct err e;

	strcpy(path, "/tmp/lichen-newfile-XXXXXX");
	cr_assert_not_null(mkdtemp(path));
	cr_assert_eq(tree_open(path, &dir, &e), 0);
	return dir;
}

static void drop(const char *path, struct tree *dir)
{
	struct tree parent = TREE_NONE;
	struct err e;

	tree_close(dir);
	cr_assert_eq(tree_open("/tmp", &parent, &e), 0);
	cr_expect_eq(tree_remove(&parent, path + strlen("/tmp/"), &e), 0);
	tree_close(&parent);
}

Test(newfile, appears_at_commit_and_replaces_a_link_itself)
{
	char path[64];
	struct tree dir = scratch(path);
	struct newfile f = NEWFILE_NONE;
	AUTO(buf_release) struct buf content = {0};
	struct err e;

	cr_assert_eq(symlinkat("target", dir.fd, "name"), 0);
	cr_assert_eq(newfile_begin(&dir, 0644, &f, &e), 0);
	cr_assert_eq(fd_write_full(f.fd, "hello", 5, &e), 0);
	cr_expect_not(tree_has(&dir, "target"));
	cr_assert_eq(newfile_commit(&f, "name", &e), 0);
	cr_expect_not(tree_has(&dir, "target"), "the link was followed");
	cr_assert_eq(tree_read(&dir, "name", 100, &content, &e), 0, "%s", e.text);
	cr_expect(str_eq(buf_str(&content), STR("hello")));
	newfile_release(&f);
	drop(path, &dir);
}

Test(newfile, leaves_nothing_when_released)
{
	char path[64];
	struct tree dir = scratch(path);
	struct newfile f = NEWFILE_NONE;
	struct err e;

	cr_assert_eq(newfile_begin(&dir, 0644, &f, &e), 0);
	cr_assert_eq(fd_write_full(f.fd, "hello", 5, &e), 0);
	newfile_release(&f);
	newfile_release(&f);
	tree_close(&dir);
	cr_expect_eq(rmdir(path), 0, "something was left");
}
