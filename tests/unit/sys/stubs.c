#include "sys/stubs.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/fd.h"
#include "sys/tree.h"

static char name[] = "/tmp/stubs-XXXXXX";
static struct tree host;
static struct rootfs root;

static void set_up(void)
{
	struct err e;

	cr_assert(mkdtemp(name) != NULL);
	cr_assert(tree_open(name, &host, &e) == 0 && rootfs_of(host.fd, &root, &e) == 0);
}

static void tear_down(void)
{
	struct tree up;
	struct err e;

	rootfs_close(&root);
	tree_close(&host);
	cr_assert(tree_open("/tmp", &up, &e) == 0);
	cr_expect(tree_remove(&up, name + 5, &e) == 0, "%s", e.text);
	tree_close(&up);
}

TestSuite(stubs, .init = set_up, .fini = tear_down, .timeout = 20);

static bool there(const char *path)
{
	return faccessat(host.fd, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void make(struct stubs *s, const char *path, bool is_directory)
{
	struct err e;

	cr_assert(stubs_make(s, &root, path, is_directory, &e) == 0, "%s: %s", path, e.text);
}

Test(stubs, are_made_with_parents_and_removed)
{
	struct stubs s = {0};
	struct stat st;

	make(&s, "/a/b/c", true);
	make(&s, "/a/b/file", false);
	make(&s, "//etc///hosts", false);
	cr_assert(fstatat(host.fd, "a/b/c", &st, 0) == 0 && S_ISDIR(st.st_mode));
	cr_assert(fstatat(host.fd, "a/b/file", &st, 0) == 0 && S_ISREG(st.st_mode));
	cr_expect(there("etc/hosts"));
	stubs_release(&s);
	cr_expect(!there("a") && !there("etc"));
	stubs_release(&s);
}

Test(stubs, what_is_there_is_left_alone)
{
	struct stubs s = {0};
	struct err e;

	cr_assert(mkdirat(host.fd, "proc", 0500) == 0);
	cr_assert(tree_write(&host, "file", 0600, "x", 1, &e) == 0);
	make(&s, "/proc", true);
	make(&s, "/file", false);
	make(&s, "/", true);
	cr_expect(s.list.n == 0);
	stubs_release(&s);
	cr_expect(there("proc") && there("file"));
}

Test(stubs, dangling_links_get_their_targets_made_inside)
{
	struct stubs s = {0};

	cr_assert(symlinkat("../../../run/x/resolv", host.fd, "r") == 0);
	cr_assert(symlinkat("/d2", host.fd, "d1") == 0 && symlinkat("real", host.fd, "d2") == 0);
	make(&s, "/r", false);
	make(&s, "/d1/in", true);
	cr_expect(there("run/x/resolv") && there("real/in"));
	stubs_release(&s);
	cr_expect(!there("run") && !there("real") && there("r") && there("d1"));
}

Test(stubs, loops_files_in_the_way_and_long_names_are_errors)
{
	AUTO(stubs_release) struct stubs s = {0};
	char name_too_long[400] = "/";
	struct err e;

	memset(name_too_long + 1, 'n', 300);
	cr_assert(symlinkat("b", host.fd, "a") == 0 && symlinkat("a", host.fd, "b") == 0);
	cr_assert(tree_write(&host, "file", 0600, "x", 1, &e) == 0);
	cr_expect(stubs_make(&s, &root, "/a", true, &e) == -1 && e.kind == ERR_LIMIT);
	cr_expect(stubs_make(&s, &root, "/file/x", true, &e) == -1 && e.kind == ERR_NOT_FOUND);
	cr_expect(stubs_make(&s, &root, name_too_long, true, &e) == -1 && e.kind == ERR_LIMIT);
}

Test(stubs, only_the_same_and_empty_is_removed)
{
	struct stubs s = {0};
	struct err e;

	make(&s, "/full/dir", true);
	make(&s, "/written", false);
	make(&s, "/swapped", false);
	make(&s, "/linked", true);
	make(&s, "/hard", false);
	cr_assert(mkdirat(host.fd, "full/dir/kept", 0755) == 0);
	cr_assert(tree_write(&host, "victim", 0644, "", 0, &e) == 0);
	AUTO(fd_close) int fd = openat(host.fd, "written", O_WRONLY | O_CLOEXEC);
	cr_assert(write(fd, "x", 1) == 1);
	cr_assert(renameat(host.fd, "victim", host.fd, "swapped") == 0);
	cr_assert(unlinkat(host.fd, "linked", AT_REMOVEDIR) == 0);
	cr_assert(symlinkat("full", host.fd, "linked") == 0);
	cr_assert(linkat(host.fd, "hard", host.fd, "second", 0) == 0);
	stubs_release(&s);
	cr_expect(there("full/dir/kept") && there("written") && there("swapped"));
	cr_expect(there("linked") && there("hard") && there("second"));
}

Test(stubs, a_replaced_parent_protects_what_is_behind_it)
{
	struct stubs s = {0};
	struct err e;

	make(&s, "/etc/hosts", false);
	cr_assert(mkdirat(host.fd, "victim", 0755) == 0);
	cr_assert(tree_write(&host, "victim/hosts", 0644, "", 0, &e) == 0);
	cr_assert(renameat(host.fd, "etc", host.fd, "moved") == 0);
	cr_assert(symlinkat("victim", host.fd, "etc") == 0);
	stubs_release(&s);
	cr_expect(there("victim/hosts") && there("etc"));
	cr_expect(!there("moved/hosts"), "our own is removed wherever it went");
}

Test(stubs, directories_keep_their_times)
{
	struct timespec times[2] = {{77, 7}, {88, 8}};
	struct stubs s = {0};
	struct stat st;

	cr_assert(mkdirat(host.fd, "etc", 0755) == 0);
	cr_assert(utimensat(host.fd, "etc", times, 0) == 0);
	make(&s, "/etc/hosts", false);
	cr_assert(fstatat(host.fd, "etc", &st, 0) == 0);
	cr_expect(st.st_mtim.tv_sec == 88 && st.st_mtim.tv_nsec == 8);
	times[1].tv_sec = 99; /* the step's own change is kept */
	cr_assert(utimensat(host.fd, "etc", times, 0) == 0);
	stubs_release(&s);
	cr_assert(fstatat(host.fd, "etc", &st, 0) == 0);
	cr_expect(st.st_mtim.tv_sec == 99 && !there("etc/hosts"));
}
