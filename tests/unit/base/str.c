#include "base/str.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const struct str nothing = {NULL, 0};

#define IS(s, text) cr_assert(str_eq(s, STR(text)), "%.*s", STR_FMT(s))

Test(str, of_c_strings_and_null)
{
	cr_assert_eq(str_of("abc").n, 3);
	IS(str_of(NULL), "");
	cr_assert_not_null(str_of(NULL).p);
}

Test(str, equality_is_by_length_and_bytes)
{
	cr_assert(str_eq(STR("a\0b"), STR("a\0b")));
	cr_assert(!str_eq(STR("a\0b"), STR("a\0c")));
	cr_assert(!str_eq(STR("a"), STR("ab")));
	cr_assert(str_eq(nothing, STR("")));
}

Test(str, case_is_ignored_in_ascii_alone)
{
	cr_assert(str_eq_nocase(STR("FrOm[`{@"), STR("fRoM[`{@")));
	cr_assert(!str_eq_nocase(STR("@"), STR("`")));
	cr_assert(!str_eq_nocase(STR("\303\211"), STR("\303\251")));
	cr_assert(!str_eq_nocase(STR("a"), STR("aa")));
}

Test(str, order_is_bytewise_and_unsigned)
{
	cr_assert_lt(str_cmp(STR("a"), STR("b")), 0);
	cr_assert_gt(str_cmp(STR("\377"), STR("a")), 0);
	cr_assert_lt(str_cmp(STR("a"), STR("a\0")), 0);
	cr_assert_lt(str_cmp(STR("a.c"), STR("a/b")), 0);
	cr_assert_eq(str_cmp(nothing, STR("")), 0);
	cr_assert_lt(str_cmp(nothing, STR("a")), 0);
}

Test(str, starts_and_ends)
{
	cr_assert(str_starts(STR("abc"), STR("ab")));
	cr_assert(str_starts(STR("abc"), nothing));
	cr_assert(!str_starts(STR("a"), STR("ab")));
	cr_assert(str_ends(STR("abc"), STR("bc")));
	cr_assert(str_ends(STR("abc"), STR("")));
	cr_assert(!str_ends(STR("c"), STR("bc")));
}

Test(str, find_gives_the_length_when_there_is_none)
{
	cr_assert_eq(str_find(STR("abcb"), 'b'), 1);
	cr_assert_eq(str_rfind(STR("abcb"), 'b'), 3);
	cr_assert_eq(str_find(STR("abc"), 'x'), 3);
	cr_assert_eq(str_rfind(STR("abc"), 'x'), 3);
	cr_assert_eq(str_rfind(STR("x"), 'x'), 0);
	cr_assert_eq(str_find(nothing, 'x'), 0);
	cr_assert(str_has_nul(STR("a\0")));
	cr_assert(!str_has_nul(STR("a")));
}

Test(str, pieces_never_reach_past_the_end)
{
	IS(str_from(STR("abc"), 1), "bc");
	IS(str_from(STR("abc"), 3), "");
	IS(str_from(STR("abc"), 99), "");
	IS(str_from(nothing, 1), "");
	IS(str_upto(STR("abc"), 2), "ab");
	IS(str_upto(STR("abc"), 99), "abc");
}

Test(str, trimming)
{
	IS(str_trim(STR(" \t\r\n a b \v\f")), "a b");
	IS(str_trim(STR("   ")), "");
	IS(str_trim(nothing), "");
	IS(str_trim_right(STR("a//"), "/"), "a");
	IS(str_trim_left(STR("//a"), "/"), "a");
	IS(str_trim_right(STR("a\0"), "/"), "a\0");
}

Test(str, cut_at_the_first)
{
	struct str head, tail;

	cr_assert(str_cut(STR("k=v=w"), '=', &head, &tail));
	IS(head, "k");
	IS(tail, "v=w");
	cr_assert(!str_cut(STR("key"), '=', &head, &tail));
	IS(head, "key");
	IS(tail, "");
	cr_assert(str_cut(STR("k="), '=', &head, &tail));
	IS(tail, "");
}

Test(str, numbers_are_digits_that_fit)
{
	static const char *const bad[] = {"", "-1", "+1", " 1", "1 ", "0x1", "1.0",
		"18446744073709551616", "99999999999999999999999", "\303\251"};
	unsigned long long n = 7;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		cr_assert(!str_to_u64(str_of(bad[i]), &n), "%s", bad[i]);
	cr_assert_eq(n, 7, "a refusal leaves it alone");
	cr_assert(str_to_u64(STR("18446744073709551615"), &n));
	cr_assert_eq(n, 18446744073709551615ULL);
	cr_assert(str_to_u64(STR("007"), &n));
	cr_assert_eq(n, 7);
}

Test(str, numbers_as_text)
{
	IS(STR_NUMBER(0), "0");
	IS(STR_NUMBER(18446744073709551615ULL), "18446744073709551615");
}

Test(str, dup_ends_in_nul)
{
	char *copy = str_dup(str_upto(STR("abc"), 2));

	cr_assert_str_eq(copy, "ab");
	free(copy);
	copy = str_dup(nothing);
	cr_assert_str_eq(copy, "");
	free(copy);
}

Test(str, the_nearest_word)
{
	const struct str words[] = {STR("FROM"), STR("RUN"), STR("COPY"), STR("ENTRYPOINT")};

	IS(str_nearest(STR("FORM"), words, 4), "FROM");
	IS(str_nearest(STR("MROF"), words, 4), "");
	IS(str_nearest(STR("FRM"), words, 4), "FROM");
	IS(str_nearest(STR("cpy"), words, 4), "COPY");
	IS(str_nearest(STR("ENTRIPIONT"), words, 4), "ENTRYPOINT");
	IS(str_nearest(STR("XYZZY"), words, 4), "");
	IS(str_nearest(STR(""), words, 4), "");
	IS(str_nearest(STR("FROM"), words, 0), "");
}

Test(str, the_nearest_is_the_closest_and_ties_go_to_the_earlier)
{
	const struct str words[] = {STR("abce"), STR("abcf"), STR("abcd")};

	IS(str_nearest(STR("abcg"), words, 3), "abce");
	IS(str_nearest(STR("ABCD"), words, 3), "abcd");
}

Test(str, the_nearest_to_an_abbreviation)
{
	const struct str words[] = {STR("bind"), STR("tmpfs"), STR("Tmpdirs"), STR("network")};

	IS(str_nearest(STR("tmp"), words, 4), "tmpfs");
	IS(str_nearest(STR("NET"), words, 4), "network");
	IS(str_nearest(STR("ne"), words, 4), "");
	IS(str_nearest(STR("tmpd"), words, 4), "Tmpdirs");
	IS(str_nearest(STR("binds"), words, 4), "bind");
}

Test(str, the_nearest_of_absurd_lengths)
{
	char long_word[200];
	struct str words[] = {STR("FROM"), {long_word, sizeof long_word}, {long_word, 64}};

	memset(long_word, 'a', sizeof long_word);
	IS(str_nearest((struct str){long_word, 200}, words, 3), "");
	cr_assert_eq(str_nearest((struct str){long_word, 64}, words, 3).n, 64);
}
