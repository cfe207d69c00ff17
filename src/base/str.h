/* str - a piece of somebody else's bytes: pointer and length, passed by value.
 *
 * The lexer and its users never copy text: a str points into the source that outlives it. It need
 * not end in NUL and may contain one. C strings exist only at a system call's edge (str_dup).
 *
 * Owns: nothing; a str never frees. Fails: never. Layer: base.
 *
 *     struct str word = str_trim(STR("  FROM "));
 *     assert(str_eq(word, STR("FROM")));
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

struct str {
	const char *p;
	size_t n;
};

/* STR - a literal as a str; str_of - a C string (NULL gives the empty str). */
#define STR(lit) ((struct str){"" lit, sizeof(lit) - 1})
struct str str_of(const char *s);

/* printf("%.*s", STR_FMT(s)): lengths over INT_MAX are cut. */
#define STR_FMT(s) ((int)((s).n < 0x7fffffff ? (s).n : 0x7fffffff)), (s).p

bool str_eq(struct str a, struct str b);
bool str_eq_nocase(struct str a, struct str b); /* ASCII only, by design */
int str_cmp(struct str a, struct str b);        /* bytewise, as sorted output needs */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_has_nul(struct str s);

/* Index of the first c, or s.n when there is none. */
size_t str_find(struct str s, char c);
size_t str_rfind(struct str s, char c);

struct str str_from(struct str s, size_t start); /* s[start..], empty past the end */
struct str str_upto(struct str s, size_t n);     /* at most the first n bytes */
struct str str_trim(struct str s);               /* ASCII white space at both ends */
struct str str_trim_right(struct str s, const char *set);
struct str str_trim_left(struct str s, const char *set);

/* str_cut splits at the first c: *head before it, *tail after; false (head = s, tail empty) when
 * absent. */
bool str_cut(struct str s, char c, struct str *head, struct str *tail);

/* Decimal digits only: no sign, no blank, no overflow; false leaves *out alone. */
bool str_to_u64(struct str s, unsigned long long *out);

/* A number in decimal, as a str that lives as long as the block it is written in: for limits in
 * error texts, which are then said once. */
enum { STR_NUMBER_BYTES = 24 };
#define STR_NUMBER(n) str_number((char[STR_NUMBER_BYTES]){""}, (n))
struct str str_number(char to[STR_NUMBER_BYTES], unsigned long long n);

/* A NUL-terminated copy; the caller frees it. */
char *str_dup(struct str s);

/* The candidate nearest to word within edit distance length/3 (at least 1), or of which it is the
 * beginning (3 letters or more), or the empty str.
 * For "did you mean": ties go to the earlier candidate. ASCII case is ignored. */
struct str str_nearest(struct str word, const struct str *candidates, size_t n);

#endif
