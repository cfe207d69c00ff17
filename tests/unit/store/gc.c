#include "store/gc.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "codec/config.h"
#include "fixture.h"
#include "store/blob.h"
#include "store/cache.h"
#include "store/mounts.h"
#include "store/names.h"
#include "store/place.h"
#include "store/snap.h"
#include "store/txn.h"

static const struct prune_rules everything = {.all = true};
static const struct prune_rules garbage = {0};

static struct digest named(const char *text)
{
	return digest_of(text, strlen(text));
}

/* An image of one layer; name NULL: untagged. Returns its config's digest. */
static struct digest add_image(struct fixture *f, const char *name, const char *layer)
{
	AUTO(config_release) struct config c = {0};
	AUTO(buf_release) struct buf json = {0};
	struct digest diff_id = named(layer);
	struct stored_image image = {.name = (char *)name, .made_s = 1000};
	struct err e;

	fixture_layer(f, &diff_id, layer);
	c.architecture = strdup("amd64");
	c.os = strdup("linux");
	config_add_diff_id(&c, &diff_id);
	config_write(&c, &json);
	ok(blob_put(&f->store, json.p, json.n, &image.config, &e));
	ok(names_put(&f->store, &image, &e));
	return image.config;
}

static void add_step(struct fixture *f, const char *key, const char *layer)
{
	struct digest k = named(key);
	struct step_record record = {.diff_id = named(layer)};
	struct err e;

	fixture_layer(f, &record.diff_id, layer);
	ok(cache_put(&f->store, &k, &record, &e));
}

static void add_encoding(struct fixture *f, const char *layer, const char *content)
{
	struct digest diff_id = named(layer);
	struct encoding encoding = {.kind = ZIP_GZIP};
	struct err e;

	ok(blob_put(&f->store, content, strlen(content), &encoding.blob, &e));
	ok(encoding_put(&f->store, &diff_id, &encoding, &e));
}

static bool has_layer(struct fixture *f, const char *layer)
{
	struct digest d = named(layer);

	return snap_has(&f->store, &d);
}

static bool has_blob(struct fixture *f, const char *content)
{
	struct digest d = named(content);

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
	struct digest k = named(key), l = named(layer);

	set_age(f, place_of("steps", &k, "").path, age_s);
	set_age(f, place_of("layers", &l, "").path, age_s);
}

Test(prune, an_image_keeps_what_it_needs)
{
	struct fixture f;
	struct digest k = named("key");

	fixture_begin(&f);
	struct digest config = add_image(&f, "docker.io/library/app:1", "in-image");

	add_step(&f, "key", "in-image");
	add_encoding(&f, "in-image", "compressed");
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
	struct digest lone = named("nobody's"), fact = named("question"), answer;
	struct err e;

	fixture_begin(&f);
	add_step(&f, "key", "cached");
	add_step(&f, "base", "pulled");
	add_encoding(&f, "pulled", "compressed");
	add_image(&f, NULL, "untagged");
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
	struct digest fact = named("question"), answer = named("answer");
	AUTO(cache_mount_release) struct cache_mount m = CACHE_MOUNT_NONE;
	struct cache_mount_request r = {
		.id = STR("x"), .mode = 0755, .uid = getuid(), .gid = getgid()};
	struct err e;

	fixture_begin(&f);
	add_image(&f, "docker.io/library/app:1", "in-image");
	add_image(&f, NULL, "untagged");
	add_step(&f, "key", "cached");
	add_encoding(&f, "cached", "compressed");
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
	add_step(&f, "old", "old");
	add_step(&f, "new", "new");
	set_step_age(&f, "old", "old", 90000);
	set_step_age(&f, "new", "new", 90000);
	/* A hit is a use. */
	struct digest k = named("new");
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
	add_step(&f, "a", "a");
	add_step(&f, "b", "b");
	add_step(&f, "c", "c");
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
	add_step(&f, "kept", "kept");
	ok(store_durable(&f.store, &e));
	add_step(&f, "lost", "lost");
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
	struct digest k = named("key");
	struct err e;

	fixture_begin(&f);
	add_step(&f, "key", "layer");
	ok(tree_write(&f.store.root, place_of("steps", &k, "").path, 0600, "?", 1, &e));
	prune(&f, &garbage);
	cr_expect_eq(fixture_count(&f, "steps"), 0);
	cr_expect_eq(fixture_count(&f, "layers"), 0);
	fixture_end(&f);
}

Test(usage, adds_up)
{
	struct fixture f;
	struct usage u;
	struct txn work = TXN_NONE;
	struct err e;

	fixture_begin(&f);
	add_image(&f, "docker.io/library/app:1", "in-image");
	add_image(&f, NULL, "untagged");
	add_step(&f, "key", "cached");
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
	struct digest k = named("key"), l = named("cached"), b = named("blob"), d;
	struct err e;

	fixture_begin(&f);
	add_image(&f, "docker.io/library/app:1", "in-image");
	add_step(&f, "key", "cached");
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
	expect_problem(&f, "directory is missing");
	l = named("in-image");
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
	struct digest config = add_image(&f, "docker.io/library/app:1", "in-image");

	ok(tree_remove(&f.store.root, place_of_blob(&config).path, &e));
	expect_problem(&f, "docker.io/library/app:1: the blob");
	fixture_end(&f);
}
