#include "base/map.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"

static void set(struct map *m, int key, int value)
{
	char k[32], v[32];

	snprintf(k, sizeof k, "key%d", key);
	snprintf(v, sizeof v, "%d", value);
	map_set(m, str_of(k), str_of(v));
}

static const struct str *get(const struct map *m, int key)
{
	char k[32];

	snprintf(k, sizeof k, "key%d", key);
	return map_get(m, str_of(k));
}

static bool holds(const struct map *m, int key, int value)
{
	char v[32];
	const struct str *got = get(m, key);

	snprintf(v, sizeof v, "%d", value);
	return got && str_eq(*got, str_of(v));
}

Test(map, order_is_that_of_first_appearance)
{
	AUTO(map_release) struct map m = {0};

	map_set(&m, STR("b"), STR("1"));
	map_set(&m, STR("a"), STR("2"));
	map_set(&m, STR("b"), STR("3"));
	cr_assert_eq(m.n, 2);
	cr_assert(str_eq(m.p[0].key, STR("b")));
	cr_assert(str_eq(m.p[0].value, STR("3")));
	cr_assert(str_eq(m.p[1].key, STR("a")));
}

Test(map, copies_and_terminates_what_it_is_given)
{
	AUTO(map_release) struct map m = {0};
	char text[] = "keyvalue";

	map_set(&m, (struct str){text, 3}, (struct str){text + 3, 5});
	text[0] = text[3] = 'X';
	cr_assert_str_eq(m.p[0].key.p, "key");
	cr_assert_str_eq(m.p[0].value.p, "value");
}

Test(map, a_value_may_come_from_the_map_itself)
{
	AUTO(map_release) struct map m = {0};

	map_set(&m, STR("a"), STR("value"));
	map_set(&m, STR("a"), *map_get(&m, STR("a")));
	map_set(&m, m.p[0].value, m.p[0].key);
	cr_assert(str_eq(*map_get(&m, STR("a")), STR("value")));
	cr_assert(str_eq(*map_get(&m, STR("value")), STR("a")));
}

Test(map, keys_may_be_empty_or_have_nul_inside)
{
	AUTO(map_release) struct map m = {0};

	map_set(&m, STR(""), STR("empty"));
	map_set(&m, STR("a\0b"), STR("1"));
	map_set(&m, STR("a\0c"), STR("2"));
	cr_assert_eq(m.n, 3);
	cr_assert(str_eq(*map_get(&m, STR("a\0b")), STR("1")));
	cr_assert(!map_has(&m, STR("a")));
}

/* Across the size at which the index begins, and every size at which it grows. */
Test(map, small_and_large_agree)
{
	AUTO(map_release) struct map m = {0};

	for (int n = 0; n < 3000; n++) {
		cr_assert_null(get(&m, n));
		set(&m, n, n);
		cr_assert(holds(&m, n, n), "%d", n);
		cr_assert(holds(&m, n / 2, n / 2), "%d", n);
	}
	for (int n = 0; n < 3000; n++)
		set(&m, n, -n);
	cr_assert_eq(m.n, 3000);
	for (int n = 0; n < 3000; n++) {
		char k[32];

		cr_assert(holds(&m, n, -n));
		snprintf(k, sizeof k, "key%d", n);
		cr_assert_str_eq(m.p[n].key.p, k, "the order is that of the first sets");
	}
}

Test(map, every_index_has_a_secret_of_its_own)
{
	AUTO(map_release) struct map a = {0};
	AUTO(map_release) struct map b = {0};

	for (int n = 0; n < 30; n++) {
		set(&a, n, n);
		set(&b, n, n);
	}
	cr_assert_neq(memcmp(&a.secret, &b.secret, sizeof a.secret), 0);
}

Test(map, copies_are_independent)
{
	AUTO(map_release) struct map a = {0};
	AUTO(map_release) struct map b = {0};

	for (int n = 0; n < 30; n++)
		set(&a, n, n);
	set(&b, 99, 99);
	map_copy(&b, &a);
	set(&a, 0, 7);
	cr_assert_eq(b.n, 30);
	cr_assert(holds(&b, 0, 0));
	cr_assert(!get(&b, 99));
	map_copy(&b, &b);
	cr_assert_eq(b.n, 30, "a copy of itself changes nothing");
}

Test(map, sorting_is_bytewise_and_finds_still)
{
	AUTO(map_release) struct map m = {0};

	map_sort(&m);
	for (int n = 50; n > 0; n--)
		set(&m, n, n);
	map_set(&m, STR("\377"), STR("last"));
	map_set(&m, STR("A"), STR("first"));
	map_sort(&m);
	for (size_t i = 1; i < m.n; i++)
		cr_assert_lt(str_cmp(m.p[i - 1].key, m.p[i].key), 0);
	for (int n = 1; n <= 50; n++)
		cr_assert(holds(&m, n, n));
	cr_assert(str_eq(m.p[m.n - 1].value, STR("last")));
}

Test(map, release_is_idempotent)
{
	struct map m = {0};

	for (int n = 0; n < 30; n++)
		set(&m, n, n);
	map_release(&m);
	map_release(&m);
	cr_assert_eq(m.n, 0);
	cr_assert_null(get(&m, 1));
	set(&m, 1, 1);
	cr_assert(holds(&m, 1, 1));
	map_release(&m);
}
