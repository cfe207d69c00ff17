#include "store/snap.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "fixture.h"
#include "store/place.h"
#include "sys/fd.h"

Test(snap, trusted_is_never_replaced)
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

Test(snap, one_without_its_files_is_made_anew)
{
	struct fixture f;
	struct digest diff_id = digest_of("layer", 5);
	AUTO(fd_close) int fd = -1;
	char root[256];
	struct err e;

	fixture_begin(&f);
	fixture_layer(&f, &diff_id, "first");
	snprintf(root, sizeof root, "%s/root", place_of("layers", &diff_id, "").path);
	ok(tree_remove(&f.store.root, root, &e));
	cr_expect(snap_has(&f.store, &diff_id));
	cr_expect_eq(snap_open(&f.store, &diff_id, &fd, &e), -1);
	cr_expect_eq(e.kind, ERR_NOT_FOUND);
	cr_expect(!snap_has(&f.store, &diff_id));
	fixture_layer(&f, &diff_id, "second");
	ok(snap_open(&f.store, &diff_id, &fd, &e));
	fixture_end(&f);
}

Test(snap, the_layer_keeps_its_own_mode)
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
