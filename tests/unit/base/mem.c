#include "base/mem.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

Test(mem, memory_is_zeroed_and_never_null)
{
	char *p = mem_alloc(1000);

	for (int i = 0; i < 1000; i++)
		cr_assert_eq(p[i], 0);
	free(p);
	p = mem_alloc(0);
	cr_assert_not_null(p);
	free(p);
}

Test(mem, growing_keeps_the_content)
{
	char *p = mem_grow(NULL, 3, 2);

	memcpy(p, "abcde", 6);
	p = mem_grow(p, 100, 100);
	cr_assert_str_eq(p, "abcde");
	p = mem_grow(p, 0, 1);
	cr_assert_not_null(p);
	free(p);
}

Test(mem, a_product_that_overflows_aborts, .signal = SIGABRT)
{
	free(mem_grow(NULL, SIZE_MAX / 2, 3));
}

Test(mem, strings)
{
	AUTO(mem_release) char *copy = mem_strdup("abc");
	AUTO(mem_release) char *text = mem_fmt("%s-%d", copy, 5);

	cr_assert_str_eq(text, "abc-5");
	cr_assert_null(mem_strdup(NULL));
	mem_release(&copy);
	cr_assert_null(copy);
}

Test(mem, an_arena_gives_zeroed_and_aligned_pieces)
{
	AUTO(arena_release) struct arena a = {0};

	for (size_t n = 0; n < 3000; n++) {
		unsigned char *p = arena_alloc(&a, n % 97);

		cr_assert_eq((uintptr_t)p % alignof(max_align_t), 0);
		for (size_t i = 0; i < n % 97; i++)
			cr_assert_eq(p[i], 0);
		memset(p, 0xff, n % 97);
	}
}

Test(mem, an_arena_takes_what_is_larger_than_a_chunk)
{
	AUTO(arena_release) struct arena a = {0};
	char *small = arena_str(&a, STR("small"));
	char *big = arena_alloc(&a, 1 << 20);

	memset(big, 'x', 1 << 20);
	char *after = arena_str(&a, STR("after"));

	cr_assert_str_eq(small, "small");
	cr_assert_str_eq(after, "after");
	cr_assert_str_eq(arena_str(&a, (struct str){NULL, 0}), "");
}

Test(mem, an_arena_copies_in_lower_case_and_leaves_the_original)
{
	AUTO(arena_release) struct arena a = {0};
	struct str lower = arena_lower(&a, STR("FROM @[\303\211"));

	cr_assert(str_eq(lower, STR("from @[\303\211")), "%s", lower.p);
	cr_assert_eq(lower.p[lower.n], '\0');
}

Test(mem, releasing_an_arena_is_idempotent)
{
	struct arena a = {0};

	arena_release(&a);
	arena_alloc(&a, 10);
	arena_release(&a);
	arena_release(&a);
	cr_assert_null(a.chunks);
}

Test(mem, an_absurd_size_aborts, .signal = SIGABRT)
{
	struct arena a = {0};

	arena_alloc(&a, SIZE_MAX);
}
