#include "store/txn.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "store/draft.h"
#include "store/gc.h"

Test(txn, what_is_unfinished_is_undone)
{
	struct fixture f;
	struct txn t = TXN_NONE;
	struct tree deep = TREE_NONE;
	struct stat st;
	struct err e;

	fixture_begin(&f);
	ok(txn_begin(&f.store, &t, &e));
	cr_assert(fstat(t.dir.fd, &st) == 0);
	cr_expect_eq(st.st_mode & 07777, 0700);
	ok(tree_make_at(&t.dir, "upper/a/b", 0755, &deep, &e));
	cr_assert(fchmod(deep.fd, 0) == 0);
	tree_close(&deep);
	cr_expect_eq(fixture_count(&f, "tmp"), 1);
	txn_release(&t);
	txn_release(&t);
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	fixture_end(&f);
}

Test(txn, zero_is_valid_to_release)
{
	struct txn t = {0};
	struct draft d = {0};

	txn_release(&t);
	draft_release(&d);
	cr_expect(fcntl(0, F_GETFD) >= 0, "descriptor 0 was closed");
}

Test(draft, appears_whole_or_not)
{
	struct fixture f;
	struct draft d = DRAFT_NONE;
	struct err e;

	fixture_begin(&f);
	ok(draft_begin(&f.store, &d, &e));
	cr_assert(write(d.fd, "abc", 3) == 3);
	draft_release(&d);
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	ok(draft_begin(&f.store, &d, &e));
	ok(draft_commit_durable(&d, "steps/x", &e));
	cr_expect(tree_has(&f.store.root, "steps/x"));
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	ok(draft_begin(&f.store, &d, &e));
	cr_expect(draft_commit(&d, "no-such-directory/x", &e) < 0);
	draft_release(&d);
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	fixture_end(&f);
}

Test(sweep, takes_the_dead_and_leaves_the_living)
{
	struct fixture f;
	struct txn living = TXN_NONE;
	struct draft writing = DRAFT_NONE;
	struct err e;
	int status = 0;

	fixture_begin(&f);
	ok(txn_begin(&f.store, &living, &e));
	ok(draft_begin(&f.store, &writing, &e));
	pid_t pid = fork();

	if (pid == 0) {
		struct txn dead = TXN_NONE;
		struct draft gone = DRAFT_NONE;

		_exit(txn_begin(&f.store, &dead, &e) < 0 || draft_begin(&f.store, &gone, &e) < 0);
	}
	cr_assert(waitpid(pid, &status, 0) == pid && status == 0);
	cr_expect_eq(fixture_count(&f, "tmp"), 4);
	ok(store_sweep(&f.store, &e));
	cr_expect_eq(fixture_count(&f, "tmp"), 2);
	ok(draft_commit(&writing, "steps/x", &e));
	txn_release(&living);
	fixture_end(&f);
}
