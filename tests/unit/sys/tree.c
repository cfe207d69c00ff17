#include "sys/tree.h"

#include <errno.h>

#include "scratch.h"
#include "sys/fd.h"

static struct tree tree_of(const struct scratch *s)
{
	struct err e;
	struct tree t = TREE_NONE;

	cr_assert_eq(tree_open(s->path, &t, &e), 0);
	return t;
}

#define WITH_TREE(s, t)                                                                            \
	AUTO(scratch_release) struct scratch s = scratch_make();                                   \
	AUTO(tree_close) struct tree t = tree_of(&s);                                              \
	__attribute__((unused)) struct err e

Test(tree, opening_what_is_not_there_is_not_found)
{
	struct err e;
	struct tree t = TREE_NONE;

	cr_assert_eq(tree_open("/nonexistent/deep", &t, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	cr_assert_eq(e.sys_errno, ENOENT);
	cr_assert_eq(t.fd, -1);
}

Test(tree, nothing_leaves)
{
	static const char *const outside[] = {"..", "../x", "/etc/passwd", "d/../../etc/passwd",
		"out/passwd", "up/x", "abs", "self"};
	WITH_TREE(s, t);
	int fd = -1;

	scratch_sh(&s, "mkdir d; ln -s /etc out; ln -s .. up; ln -s /etc/passwd abs;"
		       "ln -s /proc/self/root/etc/passwd self");
	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
		cr_assert_eq(tree_file(&t, outside[i], O_RDONLY, 0, &fd, &e), -1, "%s", outside[i]);
		cr_assert_eq(e.kind, ERR_INVALID, "%s: %s", outside[i], e.text);
	}
	cr_assert_eq(fd, -1);
}

Test(tree, links_inside_are_followed)
{
	WITH_TREE(s, t);
	AUTO(buf_release) struct buf b = {0};

	scratch_sh(&s, "mkdir d; echo hi >d/f; ln -s d l; ln -s ../d/f d/g");
	cr_assert_eq(tree_read(&t, "l/g", 10, &b, &e), 0);
	cr_assert_str_eq(buf_cstr(&b), "hi\n");
}

Test(tree, only_regular_files_are_read_and_nothing_blocks, .timeout = 10)
{
	WITH_TREE(s, t);
	int fd = -1;

	scratch_sh(&s, "mkfifo p; mkdir d; ln -s p lp");
	const char *const names[] = {"p", "d", "lp"};

	for (size_t i = 0; i < 3; i++) {
		cr_assert_eq(tree_file(&t, names[i], O_RDONLY, 0, &fd, &e), -1);
		cr_assert_eq(e.kind, ERR_INVALID);
		cr_assert(strstr(e.text, "is not a regular file"), "%s", e.text);
	}
	cr_assert_eq(tree_file(&t, "p", O_WRONLY | O_CREAT, 0600, &fd, &e), -1);
	cr_assert_eq(tree_file(&t, "p", O_RDWR | O_CREAT, 0600, &fd, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	cr_assert_eq(tree_file(&t, "d", O_RDONLY | O_DIRECTORY, 0, &fd, &e), 0);
	fd_close(&fd);
}

Test(tree, a_loop_of_links_is_a_limit)
{
	WITH_TREE(s, t);
	int fd = -1;

	scratch_sh(&s, "ln -s b a; ln -s a b");
	cr_assert_eq(tree_file(&t, "a", O_RDONLY, 0, &fd, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
}

Test(tree, files_opened_are_close_on_exec)
{
	WITH_TREE(s, t);
	AUTO(fd_close) int made = -1;
	AUTO(fd_close) int read = -1;

	cr_assert_eq(tree_file(&t, "f", O_WRONLY | O_CREAT | O_EXCL, 0600, &made, &e), 0);
	cr_assert_eq(tree_file(&t, "f", O_RDONLY, 0, &read, &e), 0);
	cr_assert(fcntl(made, F_GETFD) & FD_CLOEXEC);
	cr_assert(fcntl(read, F_GETFD) & FD_CLOEXEC);
	cr_assert(fcntl(t.fd, F_GETFD) & FD_CLOEXEC);
	fd_close(&made);
	cr_assert_eq(tree_file(&t, "f", O_WRONLY | O_CREAT | O_EXCL, 0600, &made, &e), -1);
	cr_assert_eq(e.kind, ERR_EXISTS);
}

Test(tree, make_is_mkdir_p_with_exactly_the_mode)
{
	WITH_TREE(s, t);
	AUTO(tree_close) struct tree made = TREE_NONE;
	AUTO(tree_close) struct tree again = TREE_NONE;

	umask(077);
	cr_assert_eq(tree_make_at(&t, "a//b/c/", 0755, &made, &e), 0, "%s", e.text);
	cr_assert_eq(scratch_stat(&s, "a").st_mode & 07777, 0755);
	cr_assert_eq(scratch_stat(&s, "a/b/c").st_mode & 07777, 0755);
	scratch_sh(&s, "chmod 700 a/b/c");
	cr_assert_eq(tree_make_at(&t, "a/b/c", 0755, &again, &e), 0);
	cr_assert_eq(scratch_stat(&s, "a/b/c").st_mode & 07777, 0700);
}

Test(tree, make_stays_inside_and_sees_a_file_in_the_way)
{
	WITH_TREE(s, t);
	struct tree made = TREE_NONE;

	scratch_sh(&s, "ln -s /tmp out; touch f; ln -s nowhere dangling");
	cr_assert_eq(tree_make_at(&t, "out/x", 0755, &made, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	cr_assert_eq(tree_make_at(&t, "../x", 0755, &made, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	cr_assert_eq(tree_make_at(&t, "f/x", 0755, &made, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	cr_assert_eq(e.sys_errno, ENOTDIR);
	cr_assert_eq(tree_make_at(&t, "dangling/x", 0755, &made, &e), -1);
	cr_assert_eq(made.fd, -1);
}

Test(tree, make_takes_an_absolute_host_path)
{
	AUTO(scratch_release) struct scratch s = scratch_make();
	struct err e;
	AUTO(tree_close) struct tree made = TREE_NONE;
	char path[128];

	snprintf(path, sizeof path, "%s/x/y", s.path);
	cr_assert_eq(tree_make(path, 0700, &made, &e), 0, "%s", e.text);
	cr_assert_eq(scratch_stat(&s, "x/y").st_mode & 07777, 0700);
}

Test(tree, stat_does_not_follow_and_has_answers)
{
	WITH_TREE(s, t);
	struct stat st;

	scratch_sh(&s, "ln -s nowhere l");
	cr_assert_eq(tree_stat(&t, "l", &st, &e), 0);
	cr_assert(S_ISLNK(st.st_mode));
	cr_assert(tree_has(&t, "l"));
	cr_assert(!tree_has(&t, "nowhere"));
	cr_assert(!tree_has(&t, "/etc"));
	cr_assert_eq(tree_stat(&t, "nowhere", &st, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
}

Test(tree, read_has_a_limit_and_names_the_file)
{
	WITH_TREE(s, t);
	AUTO(buf_release) struct buf b = {0};

	scratch_sh(&s, "printf 12345 >f");
	cr_assert_eq(tree_read(&t, "f", 4, &b, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
	cr_assert_str_eq(e.during, "reading `f`");
}

Test(tree, write_replaces_at_once_with_exactly_the_mode)
{
	WITH_TREE(s, t);

	umask(077);
	scratch_sh(&s, "mkdir d; echo old >d/f; chmod 600 d/f; ln d/f d/other");
	cr_assert_eq(tree_write(&t, "d/f", 0644, "new", 3, &e), 0, "%s", e.text);
	cr_assert_str_eq(scratch_text(&s, "d/f"), "new");
	cr_assert_str_eq(scratch_text(&s, "d/other"), "old\n");
	cr_assert_eq(scratch_stat(&s, "d/f").st_mode & 07777, 0644);
	cr_assert_eq(tree_write(&t, "empty", 0600, NULL, 0, &e), 0);
	scratch_sh(&s, "[ \"$(ls -A d | tr '\\n' ' ')\" = 'f other ' ]");
}

Test(tree, a_failed_write_leaves_nothing)
{
	WITH_TREE(s, t);

	scratch_sh(&s, "mkdir -p d/f/sub");
	cr_assert_eq(tree_write(&t, "d/f", 0644, "new", 3, &e), -1);
	cr_assert_eq(e.sys_errno, EISDIR);
	cr_assert_str_eq(e.during, "writing `d/f`");
	scratch_sh(&s, "[ \"$(ls -A d)\" = f ]");
	cr_assert_eq(tree_write(&t, "no/f", 0644, "new", 3, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	cr_assert_eq(tree_write(&t, "/f", 0644, "new", 3, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	cr_assert_eq(tree_write(&t, "d/", 0644, "new", 3, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	cr_assert_eq(tree_write(&t, "d/..", 0644, "new", 3, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
}

/* The link itself is replaced, never what it points to. */
Test(tree, write_does_not_follow_a_link)
{
	WITH_TREE(s, t);

	scratch_sh(&s, "echo old >target; ln -s target l");
	cr_assert_eq(tree_write(&t, "l", 0644, "new", 3, &e), 0);
	cr_assert_str_eq(scratch_text(&s, "target"), "old\n");
	cr_assert(S_ISREG(scratch_stat(&s, "l").st_mode));
}

Test(tree, rename_replaces_and_rename_new_does_not)
{
	WITH_TREE(s, t);

	scratch_sh(&s, "mkdir d; echo 1 >a; echo 2 >d/b");
	cr_assert_eq(tree_rename_new(&t, "a", &t, "d/b", &e), -1);
	cr_assert_eq(e.kind, ERR_EXISTS);
	cr_assert_str_eq(e.during, "renaming it to `d/b`");
	cr_assert_eq(tree_rename_new(&t, "a", &t, "d/c", &e), 0);
	cr_assert_eq(tree_rename(&t, "d/c", &t, "d/b", &e), 0);
	cr_assert_str_eq(scratch_text(&s, "d/b"), "1\n");
	cr_assert_eq(tree_rename(&t, "gone", &t, "x", &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
}

Test(tree, unlink_removes_one_file)
{
	WITH_TREE(s, t);

	scratch_sh(&s, "touch f");
	cr_assert_eq(tree_unlink(&t, "f", &e), 0);
	cr_assert(!scratch_has(&s, "f"));
	cr_assert_eq(tree_unlink(&t, "f", &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
}

Test(tree, no_descriptor_stays_open)
{
	WITH_TREE(s, t);
	int before = open_descriptors();
	AUTO(tree_close) struct tree made = TREE_NONE;
	struct stat st;

	scratch_sh(&s, "mkfifo p; touch f");
	cr_assert_eq(tree_make_at(&t, "a/b", 0755, &made, &e), 0);
	tree_close(&made);
	cr_assert_eq(tree_make_at(&t, "f/b", 0755, &made, &e), -1);
	cr_assert_eq(tree_write(&t, "a/f", 0644, "x", 1, &e), 0);
	cr_assert_eq(tree_write(&t, "a", 0644, "x", 1, &e), -1);
	cr_assert_eq(tree_rename(&t, "a/f", &t, "no/x", &e), -1);
	cr_assert_eq(tree_stat(&t, "a", &st, &e), 0);
	cr_assert_eq(tree_remove(&t, "a", &e), 0);
	cr_assert_eq(tree_remove(&t, "p", &e), 0);
	cr_assert_eq(open_descriptors(), before);
}
