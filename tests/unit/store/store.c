#include "store/store.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

Test(store, is_made_private)
{
	struct fixture f;
	struct stat st;
	struct err e;

	fixture_begin(&f);
	cr_assert(fstat(f.root.fd, &st) == 0);
	cr_expect_eq(st.st_mode & 07777, 0700);
	cr_expect(tree_has(&f.store.root, "version"));
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	/* Again: nothing is in its way. */
	cr_assert(fchmod(f.root.fd, 0755) == 0);
	fixture_reopen(&f, STORE_EXCLUSIVE);
	cr_assert(fstat(f.root.fd, &st) == 0);
	cr_expect_eq(st.st_mode & 07777, 0700);
	ok(tree_stat(&f.store.root, "blobs/sha256", &st, &e));
	fixture_end(&f);
}

Test(store, unknown_version_is_refused)
{
	struct fixture f;
	struct store other = STORE_NONE;
	struct err e;

	fixture_begin(&f);
	ok(tree_write(&f.root, "version", 0600, "lichen store 2\n", 15, &e));
	cr_assert(store_open(&f.root, STORE_SHARED, &other, &e) < 0);
	cr_expect_eq(e.kind, ERR_INVALID);
	cr_expect(strstr(e.text, "lichen store 2"));
	cr_expect(e.hint[0]);
	ok(tree_write(&f.root, "version", 0600, "", 0, &e));
	cr_expect(store_open(&f.root, STORE_SHARED, &other, &e) < 0);
	fixture_end(&f);
}

Test(store, a_directory_with_other_things_is_left_alone)
{
	struct fixture f;
	struct store other = STORE_NONE;
	struct tree home = TREE_NONE;
	struct stat st;
	struct err e;

	fixture_begin(&f);
	ok(tree_make_at(&f.root, "mounts/home", 0755, &home, &e));
	ok(tree_write(&home, ".profile", 0644, "x", 1, &e));
	cr_assert(store_open(&home, STORE_SHARED, &other, &e) < 0);
	cr_expect_eq(e.kind, ERR_INVALID);
	cr_assert(fstat(home.fd, &st) == 0);
	cr_expect_eq(st.st_mode & 07777, 0755);
	tree_close(&home);
	fixture_end(&f);
}

Test(store, a_start_that_was_killed_is_finished_later)
{
	struct fixture f;
	struct store other = STORE_NONE;
	struct tree half = TREE_NONE;
	struct err e;

	fixture_begin(&f);
	ok(tree_make_at(&f.root, "mounts/half/tmp", 0700, &half, &e));
	tree_close(&half);
	ok(tree_make_at(&f.root, "mounts/half/lost+found", 0700, &half, &e));
	tree_close(&half);
	ok(tree_at(&f.root, "mounts/half", &half, &e));
	ok(store_open(&half, STORE_SHARED, &other, &e));
	cr_expect(tree_has(&half, "version"));
	store_close(&other);
	tree_close(&half);
	fixture_end(&f);
}

/* Whether another process can have the lock within a moment. */
static bool other_gets(const struct fixture *f, enum store_lock lock)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		struct store s = STORE_NONE;
		struct err e;

		alarm(1); /* a lock that has to wait ends the child */
		_exit(store_open(&f->root, lock, &s, &e) == 0 ? 0 : 1);
	}
	cr_assert(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Test(store, builders_share_and_removal_waits)
{
	struct fixture f;

	fixture_begin(&f);
	cr_expect(other_gets(&f, STORE_SHARED));
	cr_expect_not(other_gets(&f, STORE_EXCLUSIVE));
	fixture_reopen(&f, STORE_EXCLUSIVE);
	cr_expect_not(other_gets(&f, STORE_SHARED));
	store_close(&f.store);
	cr_expect(other_gets(&f, STORE_EXCLUSIVE));
	fixture_reopen(&f, STORE_SHARED);
	fixture_end(&f);
}

Test(store, full_disk_has_a_cure)
{
	struct err e;

	errno = ENOSPC;
	err_sys(&e, "cannot write");
	cr_expect_eq(store_failed(&e), -1);
	cr_expect(strstr(e.hint, "lichen prune"));
	errno = EIO;
	err_sys(&e, "cannot write");
	cr_expect_eq(store_failed(&e), -1);
	cr_expect_not(e.hint[0]);
}
