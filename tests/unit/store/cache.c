#include "store/cache.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "fixture.h"
#include "store/place.h"

Test(cache, a_hit_needs_its_layer)
{
	struct fixture f;
	struct digest key = digest_of("key", 3), diff_id = digest_of("layer", 5);
	struct step_record record = {diff_id, 1, 2, 3, "RUN echo\nhello"}, got;
	struct err e;

	fixture_begin(&f);
	cr_expect_eq(cache_find(&f.store, &key, &got, &e), 0);
	ok(cache_put(&f.store, &key, &record, &e));
	cr_expect_eq(cache_find(&f.store, &key, &got, &e), 0);
	fixture_layer(&f, &diff_id, "x");
	cr_assert_eq(cache_find(&f.store, &key, &got, &e), 1);
	cr_expect(digest_eq(&got.diff_id, &diff_id));
	cr_expect(got.tar_bytes == 1 && got.disk_bytes == 2 && got.made_s == 3);
	cr_expect_str_eq(got.what, "RUN echo hello");
	fixture_reboot(&f);
	cr_expect_eq(cache_find(&f.store, &key, &got, &e), 0);
	fixture_end(&f);
}

Test(cache, a_damaged_record_is_a_miss)
{
	struct fixture f;
	struct digest key = digest_of("key", 3), diff_id = digest_of("layer", 5);
	struct step_record record = {.diff_id = diff_id}, got;
	struct place at = place_of("steps", &key, "");
	struct err e;

	fixture_begin(&f);
	fixture_layer(&f, &diff_id, "x");
	ok(cache_put(&f.store, &key, &record, &e));
	cr_expect_eq(cache_find(&f.store, &key, &got, &e), 1);
	ok(tree_write(&f.store.root, at.path, 0600, "garbage", 7, &e));
	cr_expect_eq(cache_find(&f.store, &key, &got, &e), 0);
	ok(cache_put(&f.store, &key, &record, &e));
	cr_expect_eq(cache_find(&f.store, &key, &got, &e), 1);
	fixture_end(&f);
}

Test(cache, a_look_up_is_quick)
{
	struct fixture f;
	struct digest key = digest_of("key", 3), diff_id = digest_of("layer", 5);
	struct step_record record = {.diff_id = diff_id}, got;
	struct timespec a, b;
	struct err e;

	fixture_begin(&f);
	fixture_layer(&f, &diff_id, "x");
	ok(cache_put(&f.store, &key, &record, &e));
	clock_gettime(CLOCK_MONOTONIC, &a);
	for (int i = 0; i < 1000; i++)
		cr_assert(cache_find(&f.store, &key, &got, &e) == 1);
	clock_gettime(CLOCK_MONOTONIC, &b);
	double each_us = (double)((b.tv_sec - a.tv_sec) * 1000000000 + b.tv_nsec - a.tv_nsec) / 1e6;

	cr_log_info("a hit takes %.1f us", each_us);
	cr_expect(each_us < 1000, "%.1f us", each_us); /* generous: sanitizers, busy machines */
	fixture_end(&f);
}

Test(fact, is_remembered)
{
	struct fixture f;
	struct digest q = digest_of("q", 1), a = digest_of("a", 1), got;
	struct place at = place_of("facts", &q, "");
	struct err e;

	fixture_begin(&f);
	cr_expect_eq(fact_find(&f.store, &q, &got, &e), 0);
	ok(fact_put(&f.store, &q, &a, &e));
	cr_assert_eq(fact_find(&f.store, &q, &got, &e), 1);
	cr_expect(digest_eq(&got, &a));
	ok(tree_write(&f.store.root, at.path, 0600, "", 0, &e));
	cr_expect_eq(fact_find(&f.store, &q, &got, &e), 0);
	fixture_end(&f);
}
