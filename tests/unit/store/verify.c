#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "fixture.h"
#include "store/blob.h"
#include "store/gc.h"
#include "store/place.h"
#include "store/snap.h"

static void expect_clean(struct fixture *f)
{
	AUTO(buf_release) struct buf problems = {0};
	uint64_t checked = 0;
	struct err e;

	ok(store_verify(&f->store, &problems, &checked, &e));
	cr_expect_eq(problems.n, 0, "%s", buf_cstr(&problems));
}

static void expect_problem(struct fixture *f, const char *what)
{
	AUTO(buf_release) struct buf problems = {0};
	uint64_t checked = 0;
	struct err e;

	ok(store_verify(&f->store, &problems, &checked, &e));
	cr_expect(strstr(buf_cstr(&problems), what), "`%s` not in `%s`", what, problems.p);
}

Test(verify, finds_what_is_wrong)
{
	struct fixture f;
	struct digest k = fixture_digest("key"), l = fixture_digest("cached"),
		      b = fixture_digest("blob"), d;
	struct err e;

	fixture_begin(&f);
	fixture_image(&f, "docker.io/library/app:1", "in-image");
	fixture_step(&f, "key", "cached");
	ok(blob_put(&f.store, "blob", 4, &d, &e));
	expect_clean(&f);
	ok(tree_write(&f.store.root, place_of("steps", &k, "").path, 0600, "?", 1, &e));
	expect_problem(&f, "the record is damaged");
	char path[256];

	snprintf(path, sizeof path, "%s/data", place_of_blob(&b).path);
	ok(tree_unlink(&f.store.root, path, &e));
	ok(tree_write(&f.store.root, path, 0444, "blub", 4, &e));
	expect_problem(&f, "is damaged on disk");
	snprintf(path, sizeof path, "%s/root", place_of("layers", &l, "").path);
	ok(tree_remove(&f.store.root, path, &e));
	expect_problem(&f, "the content of the layer sha256:");
	cr_assert(!snap_has(&f.store, &l), "the next build makes it anew");
	l = fixture_digest("in-image");
	ok(tree_remove(&f.store.root, place_of("layers", &l, "").path, &e));
	expect_problem(&f, "docker.io/library/app:1: the layer sha256:");
	ok(tree_write(&f.store.root, "layers/notes.txt", 0600, "?", 1, &e));
	expect_problem(&f, "layers/notes.txt: does not belong here");
	ok(tree_write(&f.store.root, "images/0", 0600, "?", 1, &e));
	expect_problem(&f, "images/0: the record is damaged");
	fixture_end(&f);
}

Test(verify, an_image_without_its_config_is_a_problem)
{
	struct fixture f;
	struct err e;

	fixture_begin(&f);
	struct digest config = fixture_image(&f, "docker.io/library/app:1", "in-image");

	ok(tree_remove(&f.store.root, place_of_blob(&config).path, &e));
	expect_problem(&f, "docker.io/library/app:1: the blob");
	fixture_end(&f);
}
