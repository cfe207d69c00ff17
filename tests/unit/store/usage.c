#include "fixture.h"
#include "store/gc.h"
#include "store/txn.h"

Test(usage, adds_up)
{
	struct fixture f;
	struct usage u;
	struct txn work = TXN_NONE;
	struct err e;

	fixture_begin(&f);
	fixture_image(&f, "docker.io/library/app:1", "in-image");
	fixture_image(&f, NULL, "untagged");
	fixture_step(&f, "key", "cached");
	ok(txn_begin(&f.store, &work, &e));
	ok(tree_write(&work.dir, "file", 0600, "x", 1, &e));
	ok(store_usage(&f.store, &u, &e));
	cr_expect_eq(u.images.count, 2);
	cr_expect_eq(u.layers.count, 3);
	cr_expect_eq(u.layers.size_bytes, 3 * 8192);
	cr_expect_eq(u.layers.reclaimable_bytes, 2 * 8192);
	cr_expect_eq(u.blobs.count, 2);
	cr_expect(u.blobs.size_bytes > 0 && u.blobs.reclaimable_bytes < u.blobs.size_bytes);
	cr_expect_eq(u.steps.count, 1);
	cr_expect_eq(u.work.count, 1);
	cr_expect(u.work.size_bytes > 0);
	cr_expect_eq(u.work.reclaimable_bytes, 0); /* alive */
	txn_release(&work);
	fixture_end(&f);
}
