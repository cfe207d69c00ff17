#include "store/stat_table.h"

#include <string.h>

#include "fixture.h"

static struct stat file(uint64_t ino)
{
	return (struct stat){.st_dev = 1, .st_ino = ino, .st_size = 3, .st_mtim = {5, 6}};
}

Test(stat_table, finds_what_was_written)
{
	struct fixture f;
	AUTO(stat_table_close) struct stat_table t = {0};
	struct stat_entry entries[3];
	struct digest d = digest_of("x", 1);
	struct err e;

	fixture_begin(&f);
	for (uint64_t i = 0; i < 3; i++) {
		struct stat st = file(i * 10);

		stat_entry_make(&entries[i], &st, &d, 4);
	}
	ok(stat_table_open(&f.store, &t, &e));
	cr_expect_eq(t.n, 0);
	ok(stat_table_write(&f.store, entries, 3, 4, &e));
	ok(stat_table_open(&f.store, &t, &e));
	cr_expect(t.n == 3 && t.generation == 4);
	struct stat there = file(10), absent = file(11);
	const struct stat_entry *found = stat_table_find(&t, &there);

	cr_assert_not_null(found);
	cr_expect(memcmp(found->sha256, d.bytes, 32) == 0);
	cr_expect_null(stat_table_find(&t, &absent));
	fixture_end(&f);
}

Test(stat_table, a_changed_entry_must_be_sealed_again)
{
	struct stat_entry entry;
	struct stat st = file(1);
	struct digest d = digest_of("x", 1);

	stat_entry_make(&entry, &st, &d, 1);
	cr_expect(stat_entry_is(&entry, &st));
	entry.generation++;
	cr_expect_not(stat_entry_is(&entry, &st));
	stat_entry_seal(&entry);
	cr_expect(stat_entry_is(&entry, &st));
}
