#include "base/hash.h"

#include <criterion/criterion.h>
#include <string.h>

/* The key and the message of the paper's test vectors: 0, 1, 2 and so on. */
static const struct hash_secret counting = {{0x0706050403020100, 0x0f0e0d0c0b0a0908}};

static uint64_t of_counting(size_t n)
{
	char bytes[16];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)i;
	return hash_of(&counting, (struct str){bytes, n});
}

Test(hash, is_siphash_2_4)
{
	cr_assert_eq(of_counting(0), 0x726fdb47dd0e0e31);
	cr_assert_eq(of_counting(1), 0x74f839c593dc67fd);
	cr_assert_eq(of_counting(8), 0x93f5f5799a932462);
	cr_assert_eq(of_counting(15), 0xa129ca6149be45e5);
}

Test(hash, the_empty_text_needs_no_bytes)
{
	cr_assert_eq(hash_of(&counting, (struct str){NULL, 0}), of_counting(0));
}

Test(hash, another_key_is_another_hash)
{
	struct hash_secret one, other;

	hash_secret_make(&one);
	hash_secret_make(&other);
	cr_assert_neq(memcmp(&one, &other, sizeof one), 0);
	cr_assert_neq(hash_of(&one, STR("PATH")), hash_of(&other, STR("PATH")));
	cr_assert_eq(hash_of(&one, STR("PATH")), hash_of(&one, STR("PATH")));
}
