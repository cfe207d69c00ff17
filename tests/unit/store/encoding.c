#include "store/encoding.h"

#include <stdio.h>

#include "fixture.h"
#include "store/blob.h"
#include "store/place.h"

static void put_encoding(
	struct fixture *f, const struct digest *diff_id, enum zip_kind kind, const char *encoder)
{
	struct encoding encoding = {.kind = kind, .size_bytes = 3};
	struct err e;

	snprintf(encoding.encoder, sizeof encoding.encoder, "%s", encoder);
	ok(blob_put(&f->store, kind == ZIP_GZIP ? "gz!" : "zs!", 3, &encoding.blob, &e));
	ok(encoding_put(&f->store, diff_id, &encoding, &e));
}

Test(encoding, is_found_by_kind_and_the_one_from_outside_first)
{
	struct fixture f;
	struct digest diff_id = digest_of("layer", 5);
	struct encoding got = {0};
	struct err e;

	fixture_begin(&f);
	cr_expect_eq(encoding_any(&f.store, &diff_id, &got, &e), 0);
	put_encoding(&f, &diff_id, ZIP_GZIP, "gzip:x");
	cr_expect_eq(encoding_find(&f.store, &diff_id, ZIP_ZSTD, &got, &e), 0);
	cr_assert_eq(encoding_any(&f.store, &diff_id, &got, &e), 1);
	cr_expect_str_eq(got.encoder, "gzip:x");
	put_encoding(&f, &diff_id, ZIP_ZSTD, "");
	cr_assert_eq(encoding_any(&f.store, &diff_id, &got, &e), 1);
	cr_expect_eq(got.kind, ZIP_ZSTD);
	cr_assert_eq(encoding_find(&f.store, &diff_id, ZIP_GZIP, &got, &e), 1);
	cr_expect_eq(got.size_bytes, 3);
	/* Without its blob it says nothing. */
	struct place at = place_of_blob(&got.blob);

	ok(tree_remove(&f.store.root, at.path, &e));
	cr_expect_eq(encoding_find(&f.store, &diff_id, ZIP_GZIP, &got, &e), 0);
	fixture_end(&f);
}
