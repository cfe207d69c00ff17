#include "store/object.h"

#include <string.h>

#include "fixture.h"
#include "store/blob.h"
#include "store/snap.h"

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

/* The mark made at opening: not while writes are young, once when they are old. */
