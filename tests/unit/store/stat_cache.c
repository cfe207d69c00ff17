#include "store/stat_cache.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fixture.h"
#include "store/stat_table.h"

enum { OLD_S = 1000 }; /* one moment long ago, the same in every call */

static struct stat file(uint64_t ino, int64_t age_s)
{
	struct stat st = {.st_dev = 7, .st_ino = ino, .st_size = 100};

	st.st_mtim.tv_sec = st.st_ctim.tv_sec = time(NULL) - age_s;
	if (age_s == OLD_S)
		st.st_mtim.tv_sec = st.st_ctim.tv_sec = 1000000000;
	return st;
}

static struct digest content(uint64_t ino)
{
	return digest_of(&ino, sizeof ino);
}

static void learn(struct fixture *f, uint64_t from, uint64_t to)
{
	AUTO(stat_cache_free) struct stat_cache *c = NULL;
	struct err e;

	ok(stat_cache_open(&f->store, &c, &e));
	for (uint64_t i = from; i < to; i++) {
		/* An order that is not that of the table. */
		struct stat st = file(from + to - 1 - i, OLD_S);
		struct digest d = content(st.st_ino);

		stat_cache_learn(c, &st, &d);
	}
	ok(stat_cache_save(c, &e));
}

static size_t known(struct fixture *f, uint64_t from, uint64_t to)
{
	AUTO(stat_cache_free) struct stat_cache *c = NULL;
	size_t n = 0;
	struct err e;

	ok(stat_cache_open(&f->store, &c, &e));
	for (uint64_t i = from; i < to; i++) {
		struct stat st = file(i, OLD_S);
		struct digest got, want = content(i);

		if (!stat_cache_find(c, &st, &got))
			continue;
		cr_expect(digest_eq(&got, &want));
		n++;
	}
	return n;
}

Test(stat_cache, learned_is_found_at_once_and_after_saving)
{
	struct fixture f;
	AUTO(stat_cache_free) struct stat_cache *c = NULL;
	struct stat st = file(1, OLD_S);
	struct digest d = content(1), got;
	struct err e;

	fixture_begin(&f);
	ok(stat_cache_open(&f.store, &c, &e));
	cr_expect_not(stat_cache_find(c, &st, &got));
	stat_cache_learn(c, &st, &d);
	cr_expect(stat_cache_find(c, &st, &got));
	ok(stat_cache_save(c, &e));
	stat_cache_free(&c);
	ok(stat_cache_open(&f.store, &c, &e));
	cr_assert(stat_cache_find(c, &st, &got));
	cr_expect(digest_eq(&got, &d));
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	fixture_end(&f);
}

Test(stat_cache, any_change_of_the_file_is_a_miss)
{
	struct fixture f;
	AUTO(stat_cache_free) struct stat_cache *c = NULL;
	struct digest got;
	struct err e;

	fixture_begin(&f);
	learn(&f, 1, 2);
	ok(stat_cache_open(&f.store, &c, &e));
	for (int field = 0; field < 6; field++) {
		struct stat st = file(1, OLD_S);

		st.st_dev += field == 0;
		st.st_ino += field == 1;
		st.st_size += field == 2;
		st.st_mtim.tv_nsec += field == 3;
		st.st_ctim.tv_nsec += field == 4;
		cr_expect_eq(stat_cache_find(c, &st, &got), field == 5, "field %d", field);
	}
	fixture_end(&f);
}

Test(stat_cache, what_may_still_be_changing_is_not_stored)
{
	struct fixture f;
	AUTO(stat_cache_free) struct stat_cache *c = NULL;
	struct stat young, written, future = file(3, -1000);
	struct digest d = content(1), got;
	struct err e;

	fixture_begin(&f);
	ok(stat_cache_open(&f.store, &c, &e));
	young = file(1, 0); /* as late as can be: a slow machine must not make them old */
	stat_cache_learn(c, &young, &d);
	written = file(2, OLD_S);
	written.st_ctim.tv_sec = time(NULL);
	stat_cache_learn(c, &written, &d);
	stat_cache_learn(c, &future, &d);
	cr_expect_not(stat_cache_find(c, &young, &got));
	cr_expect_not(stat_cache_find(c, &written, &got));
	cr_expect_not(stat_cache_find(c, &future, &got));
	fixture_end(&f);
}

Test(stat_cache, saving_merges_with_what_others_saved)
{
	struct fixture f;
	AUTO(stat_cache_free) struct stat_cache *mine = NULL;
	struct stat st = file(50, OLD_S), changed = file(10, 500);
	struct digest d = content(50), got;
	struct err e;

	fixture_begin(&f);
	ok(stat_cache_open(&f.store, &mine, &e));
	stat_cache_learn(mine, &st, &d);
	learn(&f, 1, 20);
	stat_cache_learn(mine, &changed, &d);
	ok(stat_cache_save(mine, &e));
	cr_expect_eq(known(&f, 1, 51), 19); /* 1..9, 11..19, 50: the newer 10 took its place */
	stat_cache_free(&mine);
	ok(stat_cache_open(&f.store, &mine, &e));
	cr_expect(stat_cache_find(mine, &changed, &got));
	fixture_end(&f);
}

Test(stat_cache, is_bounded_and_the_longest_unused_goes)
{
	struct fixture f;

	fixture_begin(&f);
	learn(&f, 0, 150000);
	learn(&f, 200000, 240000);
	cr_expect_eq(known(&f, 0, 150000), 150000);
	learn(&f, 300000, 350000);
	cr_expect_eq(known(&f, 300000, 350000), 50000);
	cr_expect_eq(known(&f, 200000, 240000), 40000);
	cr_expect_eq(known(&f, 0, 150000), 110000);
	fixture_end(&f);
}

Test(stat_cache, of_use_means_kept)
{
	struct fixture f;
	AUTO(stat_cache_free) struct stat_cache *c = NULL;
	struct stat old = file(149999, OLD_S), other = file(500000, OLD_S);
	struct digest got, d = content(500000);
	struct err e;

	fixture_begin(&f);
	learn(&f, 0, 150000);
	learn(&f, 200000, 240000);
	ok(stat_cache_open(&f.store, &c, &e));
	old.st_ino = 0; /* the first to go otherwise */
	cr_assert(stat_cache_find(c, &old, &got));
	stat_cache_learn(c, &other, &d);
	ok(stat_cache_save(c, &e));
	learn(&f, 300000, 350000);
	cr_expect_eq(known(&f, 0, 1), 1);
	cr_expect_eq(known(&f, 1, 2), 0);
	fixture_end(&f);
}

Test(stat_cache, damage_costs_hits_only)
{
	struct fixture f;
	AUTO(buf_release) struct buf whole = {0};
	struct err e;

	fixture_begin(&f);
	learn(&f, 0, 3);
	ok(tree_read(&f.store.root, "stat-cache", 4096, &whole, &e));
	for (size_t i = 0; i < whole.n; i++) {
		whole.p[i] ^= 1;
		ok(tree_write(&f.store.root, "stat-cache", 0600, whole.p, whole.n, &e));
		cr_expect(known(&f, 0, 3) <= 3); /* compares each digest that it gets */
		whole.p[i] ^= 1;
		ok(tree_write(&f.store.root, "stat-cache", 0600, whole.p, i, &e));
		cr_expect_eq(known(&f, 0, 3), 0);
	}
	learn(&f, 0, 3);
	cr_expect_eq(known(&f, 0, 3), 3);
	fixture_end(&f);
}

Test(stat_cache, several_save_at_once)
{
	struct fixture f;
	int status = 0;

	fixture_begin(&f);
	for (uint64_t p = 0; p < 4; p++)
		if (fork() == 0) {
			for (uint64_t i = 0; i < 10; i++)
				learn(&f, p * 1000 + i * 10, p * 1000 + i * 10 + 10);
			_exit(0);
		}
	for (int p = 0; p < 4; p++)
		cr_assert(wait(&status) > 0 && status == 0);
	cr_expect_eq(known(&f, 0, 4000), 400);
	fixture_end(&f);
}

Test(stat_cache, ten_thousand_finds_are_quick)
{
	struct fixture f;
	AUTO(stat_cache_free) struct stat_cache *c = NULL;
	struct timespec a, b;
	struct digest got;
	struct err e;

	fixture_begin(&f);
	learn(&f, 0, 100000);
	ok(stat_cache_open(&f.store, &c, &e));
	struct stat st = file(0, OLD_S);

	clock_gettime(CLOCK_MONOTONIC, &a);
	for (uint64_t i = 0; i < 10000; i++) {
		st.st_ino = i * 10;
		stat_cache_find(c, &st, &got);
	}
	clock_gettime(CLOCK_MONOTONIC, &b);
	double ms = (double)((b.tv_sec - a.tv_sec) * 1000000000 + b.tv_nsec - a.tv_nsec) / 1e6;

	cr_log_info("10,000 finds take %.1f ms", ms);
	cr_expect(ms < 500, "%.1f ms", ms); /* generous: sanitizers, busy machines */
	fixture_end(&f);
}
