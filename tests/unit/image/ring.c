#include "image/ring.h"

#include <criterion/criterion.h>
#include <string.h>

struct counting {
	size_t bytes;      /* to make, or that came */
	size_t fail_after; /* 0: never */
	unsigned sum;
};

static int make(void *context, struct ring *r, struct err *e)
{
	struct counting *c = context;

	for (size_t i = 0; i < c->bytes; i++) {
		char byte = (char)(i * 31 + (i >> 16));

		if (c->fail_after && i == c->fail_after)
			return err_set(e, ERR_INVALID, "the maker's cause");
		c->sum = c->sum * 33 + (unsigned char)byte;
		if (ring_put(r, &byte, 1, e) < 0)
			return -1;
	}
	return 0;
}

static int use(void *context, const void *bytes, size_t n, struct err *e)
{
	struct counting *c = context;
	const unsigned char *p = bytes;

	for (size_t i = 0; i < n; i++)
		c->sum = c->sum * 33 + p[i];
	c->bytes += n;
	if (c->fail_after && c->bytes >= c->fail_after)
		return err_set(e, ERR_LIMIT, "the user's cause");
	return 0;
}

static int run(struct counting *maker, struct counting *user, struct err *e)
{
	const struct ring_ends ends = {make, maker, use, user};

	err_clear(e);
	return ring_run(&ends, e);
}

Test(image_ring, bytes_arrive_in_order_at_every_edge)
{
	const size_t sizes[] = {0, 1, RING_BLOCK_BYTES - 1, RING_BLOCK_BYTES, RING_BLOCK_BYTES + 1,
		RING_BLOCKS * RING_BLOCK_BYTES, 9 * RING_BLOCK_BYTES + 77};

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct counting maker = {.bytes = sizes[i]}, user = {0};
		struct err e;

		cr_assert_eq(run(&maker, &user, &e), 0);
		cr_expect_eq(user.bytes, sizes[i]);
		cr_expect_eq(user.sum, maker.sum);
	}
}

Test(image_ring, the_makers_failure_is_the_result)
{
	struct counting maker = {.bytes = 1u << 22, .fail_after = 3 * RING_BLOCK_BYTES + 5},
			user = {0};
	struct err e;

	cr_assert_eq(run(&maker, &user, &e), -1);
	cr_expect_eq(e.kind, ERR_INVALID);
	cr_expect_str_eq(e.text, "the maker's cause");
}

Test(image_ring, the_users_failure_stops_the_maker)
{
	struct counting maker = {.bytes = 1u << 24}, user = {.fail_after = RING_BLOCK_BYTES};
	struct err e;

	cr_assert_eq(run(&maker, &user, &e), -1);
	cr_expect_str_eq(e.text, "the user's cause");
	cr_expect_leq(user.bytes, 2 * RING_BLOCK_BYTES);
}

static int make_by_room(void *context, struct ring *r, struct err *e)
{
	size_t left = *(size_t *)context;

	while (left > 0) {
		size_t n;
		char *room = ring_room(r, &n);

		n = n < left ? n : left;
		memset(room, 'x', n);
		if (ring_filled(r, n, e) < 0)
			return -1;
		left -= n;
	}
	return 0;
}

Test(image_ring, room_is_never_empty)
{
	size_t bytes = 3 * RING_BLOCK_BYTES + 9;
	struct counting user = {0};
	const struct ring_ends ends = {make_by_room, &bytes, use, &user};
	struct err e;

	cr_assert_eq(ring_run(&ends, &e), 0);
	cr_expect_eq(user.bytes, bytes);
}
