#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fixture.h"
#include "store/blob.h"
#include "store/cache.h"
#include "store/durable.h"
#include "store/gc.h"
#include "store/mounts.h"
#include "store/place.h"
#include "store/snap.h"

static const struct prune_rules everything = {.all = true};
static const struct prune_rules garbage = {0};

static bool has_layer(struct fixture *f, const char *layer)
{
	struct digest d = fixture_digest(layer);

	return snap_has(&f->store, &d);
}

static bool has_blob(struct fixture *f, const char *content)
{
	struct digest d = fixture_digest(content);

	return blob_has(&f->store, &d);
}

static struct prune_result prune(struct fixture *f, const struct prune_rules *rules)
{
	struct prune_result result;
	struct err e;

	fixture_reopen(f, STORE_EXCLUSIVE);
	ok(store_prune(&f->store, rules, &result, &e));
	cr_expect_eq(fixture_count(f, "tmp"), 0);
	return result;
}

static void expect_clean(struct fixture *f)
{
	AUTO(buf_release) struct buf problems = {0};
	uint64_t checked = 0;
	struct err e;

	ok(store_verify(&f->store, &problems, &checked, &e));
	cr_expect_eq(problems.n, 0, "%s", buf_cstr(&problems));
}

static void set_age(struct fixture *f, const char *path, int64_t age_s)
{
	struct timespec t[2] = {{time(NULL) - age_s, 0}, {time(NULL) - age_s, 0}};

	cr_assert(utimensat(f->store.root.fd, path, t, AT_SYMLINK_NOFOLLOW) == 0);
}

static void set_step_age(struct fixture *f, const char *key, const char *layer, int64_t age_s)
{
	struct digest k = fixture_digest(key), l = fixture_digest(layer);

	set_age(f, place_of("steps", &k, "").path, age_s);
	set_age(f, place_of("layers", &l, "").path, age_s);
}

Test(prune, an_image_keeps_what_it_needs)
{
	struct fixture f;
	struct digest k = fixture_digest("key");

	fixture_begin(&f);
	struct digest config = fixture_image(&f, "docker.io/library/app:1", "in-image");

	fixture_step(&f, "key", "in-image");
	fixture_encoding(&f, "in-image", "compressed");
	prune(&f, &everything);
	cr_expect(has_layer(&f, "in-image"));
	cr_expect(blob_has(&f.store, &config));
	cr_expect(has_blob(&f, "compressed"));
	cr_expect(tree_has(&f.store.root, place_of("steps", &k, "").path));
	expect_clean(&f);
	fixture_end(&f);
}

Test(prune, without_all_a_later_build_loses_nothing)
{
	struct fixture f;
	struct digest lone = fixture_digest("nobody's"), fact = fixture_digest("question"), answer;
	struct err e;

	fixture_begin(&f);
	fixture_step(&f, "key", "cached");
	fixture_step(&f, "base", "pulled");
	fixture_encoding(&f, "pulled", "compressed");
	fixture_image(&f, NULL, "untagged");
	fixture_layer(&f, &lone, "x");
	ok(blob_put(&f.store, "remembered", 10, &answer, &e));
	ok(fact_put(&f.store, &fact, &answer, &e));
	struct prune_result result = prune(&f, &garbage);

	cr_expect_eq(result.removed_objects, 1);
	cr_expect_eq(result.removed_bytes, 8192);
	cr_expect(has_layer(&f, "cached") && has_layer(&f, "pulled"));
	cr_expect(has_layer(&f, "untagged") && has_blob(&f, "compressed"));
	cr_expect(has_blob(&f, "remembered"));
	cr_expect_not(has_layer(&f, "nobody's"));
	expect_clean(&f);
	fixture_end(&f);
}

Test(prune, all_takes_cache_and_untagged_images)
{
	struct fixture f;
	struct digest fact = fixture_digest("question"), answer = fixture_digest("answer");
	AUTO(cache_mount_release) struct cache_mount m = CACHE_MOUNT_NONE;
	struct cache_mount_request r = {
		.id = STR("x"), .mode = 0755, .uid = getuid(), .gid = getgid()};
	struct err e;

	fixture_begin(&f);
	fixture_image(&f, "docker.io/library/app:1", "in-image");
	fixture_image(&f, NULL, "untagged");
	fixture_step(&f, "key", "cached");
	fixture_encoding(&f, "cached", "compressed");
	ok(fact_put(&f.store, &fact, &answer, &e));
	ok(cache_mount_open(&f.store, &r, &m, &e));
	cache_mount_release(&m);
	prune(&f, &everything);
	cr_expect_eq(fixture_count(&f, "layers"), 1);
	cr_expect_eq(fixture_count(&f, "blobs/sha256"), 1);
	cr_expect_eq(fixture_count(&f, "steps"), 0);
	cr_expect_eq(fixture_count(&f, "facts"), 0);
	cr_expect_eq(fixture_count(&f, "encodings"), 0);
	cr_expect_eq(fixture_count(&f, "images"), 1);
	cr_expect_eq(fixture_count(&f, "mounts"), 0);
	expect_clean(&f);
	fixture_end(&f);
}

Test(prune, by_age_takes_what_was_not_used)
{
	struct fixture f;
	struct prune_rules day = {.all = true, .older_than_s = 86400};

	fixture_begin(&f);
	fixture_step(&f, "old", "old");
	fixture_step(&f, "new", "new");
	set_step_age(&f, "old", "old", 90000);
	set_step_age(&f, "new", "new", 90000);
	/* A hit is a use. */
	struct digest k = fixture_digest("new");
	struct step_record got;
	struct err e;

	cr_assert(cache_find(&f.store, &k, &got, &e) == 1);
	prune(&f, &day);
	cr_expect_not(has_layer(&f, "old"));
	cr_expect(has_layer(&f, "new"));
	cr_expect_eq(fixture_count(&f, "steps"), 1);
	fixture_end(&f);
}

Test(prune, by_size_takes_the_longest_unused_first)
{
	struct fixture f;
	struct prune_rules two = {.all = true, .keep_bytes = 2 * 8192};

	fixture_begin(&f);
	fixture_step(&f, "a", "a");
	fixture_step(&f, "b", "b");
	fixture_step(&f, "c", "c");
	set_step_age(&f, "a", "a", 100);
	set_step_age(&f, "b", "b", 300);
	set_step_age(&f, "c", "c", 200);
	prune(&f, &two);
	cr_expect(has_layer(&f, "a") && has_layer(&f, "c"));
	cr_expect_not(has_layer(&f, "b"));
	cr_expect_eq(fixture_count(&f, "steps"), 2);
	prune(&f, &two);
	cr_expect_eq(fixture_count(&f, "layers"), 2);
	fixture_end(&f);
}

Test(prune, what_is_not_trusted_goes_and_its_mark_too)
{
	struct fixture f;
	struct prune_result result;
	struct err e;

	fixture_begin(&f);
	fixture_step(&f, "kept", "kept");
	ok(durable_mark(&f.store, &e));
	fixture_step(&f, "lost", "lost");
	fixture_reopen(&f, STORE_EXCLUSIVE);
	fixture_reboot(&f);
	ok(store_prune(&f.store, &garbage, &result, &e));
	cr_expect(has_layer(&f, "kept"));
	cr_expect_eq(fixture_count(&f, "layers"), 1);
	cr_expect_eq(fixture_count(&f, "steps"), 1);
	cr_expect_eq(fixture_count(&f, "durable"), 1);
	ok(store_prune(&f.store, &everything, &result, &e));
	cr_expect_eq(fixture_count(&f, "layers"), 0);
	cr_expect_eq(fixture_count(&f, "durable"), 0);
	fixture_end(&f);
}

Test(prune, damaged_records_go)
{
	struct fixture f;
	struct digest k = fixture_digest("key");
	struct err e;

	fixture_begin(&f);
	fixture_step(&f, "key", "layer");
	ok(tree_write(&f.store.root, place_of("steps", &k, "").path, 0600, "?", 1, &e));
	prune(&f, &garbage);
	cr_expect_eq(fixture_count(&f, "steps"), 0);
	cr_expect_eq(fixture_count(&f, "layers"), 0);
	fixture_end(&f);
}
