#include "store/tmp.h"

#include <fcntl.h>
#include <string.h>

#include "fixture.h"
#include "store/txn.h"

Test(tmp, names_are_hex_and_never_the_same)
{
	char a[TMP_NAME_BYTES], b[TMP_NAME_BYTES], path[TMP_PATH_BYTES];
	struct err e;

	ok(tmp_name(a, &e));
	ok(tmp_name(b, &e));
	cr_expect_eq(strspn(a, "0123456789abcdef"), (size_t)TMP_NAME_BYTES - 1);
	cr_expect_str_neq(a, b);
	tmp_path(STR("x"), path);
	cr_expect_str_eq(path, "tmp/x");
}

Test(tmp, what_a_sweeper_took_cannot_be_claimed)
{
	struct fixture f;
	struct txn t = TXN_NONE;
	char name[TMP_NAME_BYTES];
	struct err e;

	fixture_begin(&f);
	ok(txn_begin(&f.store, &t, &e));
	cr_expect_eq(tmp_claim(&f.store, t.name, t.dir.fd, &e), 1);
	ok(tmp_name(name, &e));
	cr_expect_eq(tmp_claim(&f.store, name, t.dir.fd, &e), 0);
	txn_release(&t);
	fixture_end(&f);
}

Test(tmp, a_held_entry_cannot_be_taken)
{
	struct fixture f;
	struct txn t = TXN_NONE;
	char path[TMP_PATH_BYTES];
	int lock = -1;
	struct err e;

	fixture_begin(&f);
	ok(txn_begin(&f.store, &t, &e));
	tmp_path(str_of(t.name), path);
	cr_expect_not(tmp_take(&f.store, path, &lock));
	cr_expect_eq(lock, -1);
	cr_expect_not(tmp_take(&f.store, "tmp/absent", &lock));
	txn_release(&t);
	fixture_end(&f);
}
