#include "store/txn.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "fixture.h"
#include "store/draft.h"

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
