#include "base/buf.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void is_sane(const struct buf *b)
{
	if (b->p) {
		cr_assert_lt(b->n, b->capacity);
		cr_assert_eq(b->p[b->n], '\0');
	} else {
		cr_assert_eq(b->n, 0);
		cr_assert_eq(b->capacity, 0);
	}
}

Test(buf, zero_is_valid)
{
	AUTO(buf_release) struct buf b = {0};

	is_sane(&b);
	cr_assert_eq(buf_str(&b).n, 0);
	cr_assert_not_null(buf_str(&b).p);
	buf_clear(&b);
	cr_assert_str_eq(buf_cstr(&b), "");
	is_sane(&b);
}

Test(buf, bytes_accumulate_in_every_way)
{
	AUTO(buf_release) struct buf b = {0};

	buf_add(&b, "a\0b", 3);
	is_sane(&b);
	buf_add(&b, NULL, 0);
	buf_str_add(&b, STR("cd"));
	buf_cstr_add(&b, "e");
	buf_lower_add(&b, STR("F\303\211"));
	buf_char(&b, '\0');
	buf_fmt(&b, "%d-%s", 7, "x");
	is_sane(&b);
	cr_assert(str_eq(buf_str(&b), STR("a\0bcdef\303\211\0"
					  "7-x")));
}

Test(buf, growth_keeps_what_is_there)
{
	AUTO(buf_release) struct buf b = {0};

	for (int i = 0; i < 100000; i++) {
		buf_char(&b, (char)i);
		if (i % 997 == 0)
			is_sane(&b);
	}
	for (int i = 0; i < 100000; i++)
		cr_assert_eq(b.p[i], (char)i);
}

/* Every length around the first allocation. */
Test(buf, format_of_any_length)
{
	char text[300];

	for (size_t n = 0; n < sizeof text; n++) {
		AUTO(buf_release) struct buf b = {0};

		memset(text, 'x', n);
		text[n] = '\0';
		buf_fmt(&b, "%s", text);
		cr_assert_str_eq(buf_cstr(&b), text);
		buf_fmt(&b, "%s", text);
		cr_assert_eq(b.n, n * 2);
		is_sane(&b);
	}
}

Test(buf, room_then_grew)
{
	AUTO(buf_release) struct buf b = {0};

	memcpy(buf_room(&b, 1000), "abc", 3);
	buf_grew(&b, 3);
	is_sane(&b);
	cr_assert_str_eq(buf_cstr(&b), "abc");
}

Test(buf, clear_keeps_memory_and_take_gives_it_away)
{
	AUTO(buf_release) struct buf b = {0};

	buf_cstr_add(&b, "abc");
	size_t capacity = b.capacity;

	buf_clear(&b);
	cr_assert_eq(b.capacity, capacity);
	cr_assert_str_eq(buf_cstr(&b), "");
	buf_cstr_add(&b, "xyz");
	char *taken = buf_take(&b);

	cr_assert_str_eq(taken, "xyz");
	free(taken);
	is_sane(&b);
	taken = buf_take(&b);
	cr_assert_str_eq(taken, "");
	free(taken);
}

Test(buf, release_is_idempotent)
{
	struct buf b = {0};

	buf_cstr_add(&b, "abc");
	buf_release(&b);
	buf_release(&b);
	is_sane(&b);
}

Test(buf, an_impossible_size_aborts, .signal = SIGABRT)
{
	struct buf b = {0};

	buf_char(&b, 'x');
	buf_room(&b, SIZE_MAX);
}
