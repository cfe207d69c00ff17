#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "store/draft.h"
#include "store/gc.h"
#include "store/txn.h"

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
