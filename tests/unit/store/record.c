#include "store/record.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "fixture.h"

static void save(struct fixture *f, struct str text)
{
	AUTO(buf_release) struct buf b = {0};
	struct digest d = digest_of("x", 1);
	struct err e;

	record_begin(&b, "test");
	record_add_text(&b, "text", text);
	record_add_number(&b, "number", UINT64_MAX);
	record_add_digest(&b, "digest", &d);
	record_add_digest(&b, "none", &(struct digest){0});
	ok(record_save(&f->store, "steps/r", &b, &e));
}

/* 1 when all of it is there. */
static int load(struct fixture *f, const char *kind)
{
	AUTO(record_reader_release) struct record_reader r = {0};
	struct digest want = digest_of("x", 1);
	struct err e;

	if (record_open(&f->store, "steps/r", kind, &r, &e) <= 0)
		return 0;
	struct str text = record_text(&r, "text");
	uint64_t number = record_number(&r, "number");
	struct digest d = record_digest(&r, "digest"), none = record_digest(&r, "none");

	return record_ended(&r) && str_eq(text, STR("a b  c")) && number == UINT64_MAX &&
	       digest_eq(&d, &want) && none.algorithm == DIGEST_NONE;
}

Test(record, comes_back)
{
	struct fixture f;

	fixture_begin(&f);
	cr_expect_eq(load(&f, "test"), 0);
	save(&f, STR("a b\n\tc"));
	cr_expect_eq(load(&f, "test"), 1);
	cr_expect_eq(load(&f, "other"), 0);
	cr_expect_eq(fixture_count(&f, "tmp"), 0);
	fixture_end(&f);
}

Test(record, any_changed_or_missing_byte_is_damage)
{
	struct fixture f;
	AUTO(buf_release) struct buf whole = {0};
	struct err e;

	fixture_begin(&f);
	save(&f, STR("a b  c"));
	ok(tree_read(&f.store.root, "steps/r", 4096, &whole, &e));
	for (size_t i = 0; i < whole.n; i++) {
		whole.p[i] ^= 1;
		ok(tree_write(&f.store.root, "steps/r", 0600, whole.p, whole.n, &e));
		cr_expect_eq(load(&f, "test"), 0, "changed at %zu", i);
		whole.p[i] ^= 1;
		ok(tree_write(&f.store.root, "steps/r", 0600, whole.p, i, &e));
		cr_expect_eq(load(&f, "test"), 0, "cut at %zu", i);
	}
	memset(whole.p, 0, whole.n);
	ok(tree_write(&f.store.root, "steps/r", 0600, whole.p, whole.n, &e));
	cr_expect_eq(load(&f, "test"), 0);
	fixture_end(&f);
}

Test(record, a_line_more_or_in_another_order_is_damage)
{
	struct fixture f;
	AUTO(buf_release) struct buf b = {0};
	AUTO(record_reader_release) struct record_reader r = {0};
	struct err e;

	fixture_begin(&f);
	record_begin(&b, "test");
	record_add_number(&b, "a", 1);
	record_add_number(&b, "b", 2);
	ok(record_save(&f.store, "steps/r", &b, &e));
	cr_assert(record_open(&f.store, "steps/r", "test", &r, &e) == 1);
	cr_expect_eq(record_number(&r, "a"), 1);
	cr_expect_not(record_ended(&r));
	record_reader_release(&r);
	cr_assert(record_open(&f.store, "steps/r", "test", &r, &e) == 1);
	record_number(&r, "b");
	record_number(&r, "a");
	cr_expect_not(record_ended(&r));
	fixture_end(&f);
}

Test(record, use_is_noted_once_an_hour)
{
	struct fixture f;
	AUTO(record_reader_release) struct record_reader r = {0};
	struct timespec old[2] = {{time(NULL) - 7200, 0}, {time(NULL) - 7200, 0}};
	struct stat st;
	struct err e;

	fixture_begin(&f);
	save(&f, STR("x"));
	cr_assert(utimensat(f.store.root.fd, "steps/r", old, 0) == 0);
	cr_assert(record_open(&f.store, "steps/r", "test", &r, &e) == 1);
	record_used(&f.store, "steps/r", &r);
	ok(tree_stat(&f.store.root, "steps/r", &st, &e));
	cr_expect(st.st_mtim.tv_sec > time(NULL) - 60);
	r.used_s = time(NULL) - 60; /* of use a minute ago: not written again */
	cr_assert(utimensat(f.store.root.fd, "steps/r", old, 0) == 0);
	record_used(&f.store, "steps/r", &r);
	ok(tree_stat(&f.store.root, "steps/r", &st, &e));
	cr_expect(st.st_mtim.tv_sec == old[1].tv_sec);
	fixture_end(&f);
}

Test(record, what_would_block_is_none, .timeout = 10)
{
	struct fixture f;

	fixture_begin(&f);
	cr_assert_eq(mkfifoat(f.store.root.fd, "steps/r", 0600), 0);
	cr_expect_eq(load(&f, "test"), 0);
	fixture_end(&f);
}

/* What a record says of a time whose number is written as it is. */
static bool reads_time(struct fixture *f, uint64_t number, int64_t *time_s)
{
	AUTO(record_reader_release) struct record_reader r = {0};
	AUTO(buf_release) struct buf b = {0};
	struct err e;

	record_begin(&b, "test");
	record_add_number(&b, "at", number);
	ok(record_save(&f->store, "steps/t", &b, &e));
	cr_assert_eq(record_open(&f->store, "steps/t", "test", &r, &e), 1);
	*time_s = record_time(&r, "at");
	return record_ended(&r);
}

Test(record, a_time_that_no_clock_shows_is_damage)
{
	struct fixture f;
	AUTO(buf_release) struct buf b = {0};
	int64_t time_s;

	fixture_begin(&f);
	cr_expect(reads_time(&f, INT64_MAX, &time_s) && time_s == INT64_MAX);
	cr_expect(!reads_time(&f, (uint64_t)INT64_MAX + 1, &time_s));
	cr_expect_eq(time_s, 0);
	record_add_time(&b, "at", -5);
	cr_expect(str_eq(buf_str(&b), STR("at 0\n")));
	fixture_end(&f);
}
