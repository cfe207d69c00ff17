#include "store/object.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fixture.h"
#include "store/blob.h"
#include "store/cache.h"
#include "store/durable.h"
#include "store/place.h"
#include "store/snap.h"
#include "sys/fd.h"

Test(object, of_an_earlier_boot_is_not_there)
{
	struct fixture f;
	struct digest diff_id = digest_of("layer", 5), blob;
	AUTO(buf_release) struct buf got = {0};
	int fd = -1;
	struct err e;

	fixture_begin(&f);
	fixture_layer(&f, &diff_id, "x");
	ok(blob_put(&f.store, "blob", 4, &blob, &e));
	cr_expect(snap_has(&f.store, &diff_id));
	fixture_reboot(&f);
	cr_expect_not(snap_has(&f.store, &diff_id));
	cr_expect_not(blob_has(&f.store, &blob));
	cr_expect(snap_open(&f.store, &diff_id, &fd, &e) < 0 && e.kind == ERR_NOT_FOUND);
	cr_expect(blob_read(&f.store, &blob, 99, &got, &e) < 0 && e.kind == ERR_NOT_FOUND);
	cr_expect(strstr(e.hint, "went down"));
	fixture_end(&f);
}

Test(object, marked_durable_outlives_its_boot)
{
	struct fixture f;
	struct digest before = digest_of("before", 6), after = digest_of("after", 5);
	struct err e;

	fixture_begin(&f);
	fixture_layer(&f, &before, "x");
	ok(store_durable(&f.store, &e));
	fixture_layer(&f, &after, "x");
	fixture_reboot(&f);
	cr_expect(snap_has(&f.store, &before));
	cr_expect_not(snap_has(&f.store, &after));
	fixture_reboot(&f);
	cr_expect(snap_has(&f.store, &before));
	fixture_end(&f);
}

Test(object, untrusted_is_replaced_when_made_again)
{
	struct fixture f;
	struct digest diff_id = digest_of("layer", 5), blob;
	struct tree layer = TREE_NONE;
	AUTO(buf_release) struct buf got = {0};
	struct err e;

	fixture_begin(&f);
	fixture_layer(&f, &diff_id, "old");
	ok(blob_put(&f.store, "blob", 4, &blob, &e));
	fixture_reboot(&f);
	fixture_layer(&f, &diff_id, "new");
	ok(blob_put(&f.store, "blob", 4, &blob, &e));
	cr_assert(snap_has(&f.store, &diff_id) && blob_has(&f.store, &blob));
	ok(snap_open(&f.store, &diff_id, &layer.fd, &e));
	ok(tree_read(&layer, "file", 99, &got, &e));
	cr_expect(str_eq(buf_str(&got), STR("new")));
	cr_expect_eq(fixture_count(&f, "layers"), 1);
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	tree_close(&layer);
	fixture_end(&f);
}

Test(object, trusted_is_never_replaced)
{
	struct fixture f;
	struct digest diff_id = digest_of("layer", 5);
	struct tree layer = TREE_NONE;
	AUTO(buf_release) struct buf got = {0};
	struct err e;

	fixture_begin(&f);
	fixture_layer(&f, &diff_id, "first");
	fixture_layer(&f, &diff_id, "second");
	ok(snap_open(&f.store, &diff_id, &layer.fd, &e));
	ok(tree_read(&layer, "file", 99, &got, &e));
	cr_expect(str_eq(buf_str(&got), STR("first")));
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	tree_close(&layer);
	fixture_end(&f);
}

Test(object, without_a_whole_stamp_is_not_there)
{
	struct fixture f;
	struct digest diff_id = digest_of("layer", 5);
	struct place at = place_of("layers", &diff_id, "/stamp");
	struct err e;

	fixture_begin(&f);
	fixture_layer(&f, &diff_id, "x");
	ok(tree_write(&f.store.root, at.path, 0600, "", 0, &e));
	cr_expect_not(snap_has(&f.store, &diff_id));
	fixture_layer(&f, &diff_id, "x");
	cr_expect(snap_has(&f.store, &diff_id));
	fixture_end(&f);
}

Test(object, the_layer_keeps_its_own_mode)
{
	struct fixture f;
	struct digest diff_id = digest_of("layer", 5);
	AUTO(txn_release) struct txn t = TXN_NONE;
	AUTO(fd_close) int fd = -1;
	struct stat st;
	struct err e;

	fixture_begin(&f);
	ok(txn_begin(&f.store, &t, &e));
	cr_assert(mkdirat(t.dir.fd, "upper", 0755) == 0);
	cr_assert(fchmodat(t.dir.fd, "upper", 01777, 0) == 0);
	ok(snap_commit(&t, "upper", &diff_id, 4096, &e));
	ok(snap_open(&f.store, &diff_id, &fd, &e));
	cr_assert(fstat(fd, &st) == 0);
	cr_expect_eq(st.st_mode & 07777, 01777);
	cr_expect(unlinkat(fd, "nothing", 0) < 0); /* readable, not O_PATH only */
	txn_release(&t);
	fixture_end(&f);
}

/* The mark made at opening: not while writes are young, once when they are old. */
Test(durable, is_marked_when_the_kernel_has_written_back)
{
	struct fixture f;
	struct digest diff_id = digest_of("layer", 5);
	struct timespec old[2] = {{time(NULL) - 40, 0}, {time(NULL) - 40, 0}};

	fixture_begin(&f);
	fixture_layer(&f, &diff_id, "x");
	fixture_reopen(&f, STORE_SHARED);
	cr_expect_eq(fixture_count(&f, "durable"), 0);
	cr_assert(utimensat(f.root.fd, "layers", old, 0) == 0);
	cr_assert(utimensat(f.root.fd, "blobs/sha256", old, 0) == 0);
	cr_assert(utimensat(f.root.fd, "blobs/sha512", old, 0) == 0);
	fixture_reopen(&f, STORE_SHARED);
	cr_expect_eq(fixture_count(&f, "durable"), 1);
	cr_expect(durable_covers(&f.store, f.store.boot_id, UINT64_MAX));
	fixture_reboot(&f);
	cr_expect(snap_has(&f.store, &diff_id));
	fixture_end(&f);
}
