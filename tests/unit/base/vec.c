#include "base/vec.h"

#include <criterion/criterion.h>

struct pair {
	int a, b;
};

Test(vec, elements_keep_their_order_through_growth)
{
	VEC(int) v = {0};

	for (int i = 0; i < 1000; i++)
		vec_push(&v, i);
	cr_assert_eq(v.n, 1000);
	for (int i = 0; i < 1000; i++)
		cr_assert_eq(v.p[i], i);
	cr_assert_eq(*vec_last(&v), 999);
	vec_release(&v);
}

Test(vec, an_element_may_be_pushed_again_while_it_moves)
{
	VEC(int) v = {0};

	vec_push(&v, 42);
	while (v.n < 500)
		vec_push(&v, v.p[0]);
	for (size_t i = 0; i < v.n; i++)
		cr_assert_eq(v.p[i], 42);
	vec_release(&v);
}

Test(vec, elements_may_be_structures_with_commas)
{
	VEC(struct pair) v = {0};

	vec_push(&v, (struct pair){1, 2});
	cr_assert_eq(v.p[0].b, 2);
	vec_release(&v);
}

Test(vec, release_is_idempotent_and_leaves_a_usable_one)
{
	VEC(int) v = {0};

	vec_release(&v);
	vec_push(&v, 1);
	vec_release(&v);
	vec_release(&v);
	cr_assert_null(v.p);
	cr_assert_eq(v.n, 0);
	vec_push(&v, 2);
	cr_assert_eq(v.p[0], 2);
	vec_release(&v);
}
