/* str - a piece of somebody else's bytes: pointer and length, passed by value. */
#include "base/str.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"

struct str str_of(const char *s)
{
	return s ? (struct str){s, strlen(s)} : STR("");
}

bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
			return false;
	return true;
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	if (order)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_upto(s, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_from(s, s.n - suffix.n), suffix);
}

bool str_has_nul(struct str s)
{
	return str_find(s, '\0') < s.n;
}

size_t str_find(struct str s, char c)
{
	const char *hit = s.n ? memchr(s.p, c, s.n) : NULL;

	return hit ? (size_t)(hit - s.p) : s.n;
}

size_t str_rfind(struct str s, char c)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == c)
			return i - 1;
	return s.n;
}

struct str str_from(struct str s, size_t start)
{
	if (start >= s.n)
		return (struct str){s.p ? s.p + s.n : "", 0};
	return (struct str){s.p + start, s.n - start};
}

struct str str_upto(struct str s, size_t n)
{
	return (struct str){s.p, n < s.n ? n : s.n};
}

static bool in_set(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

struct str str_trim_right(struct str s, const char *set)
{
	while (s.n > 0 && in_set(s.p[s.n - 1], set))
		s.n--;
	return s;
}

struct str str_trim_left(struct str s, const char *set)
{
	while (s.n > 0 && in_set(*s.p, set)) {
		s.p++;
		s.n--;
	}
	return s;
}

struct str str_trim(struct str s)
{
	return str_trim_left(str_trim_right(s, " \t\r\n\v\f"), " \t\r\n\v\f");
}

bool str_cut(struct str s, char c, struct str *head, struct str *tail)
{
	size_t at = str_find(s, c);

	*head = str_upto(s, at);
	*tail = str_from(s, at + 1);
	return at < s.n;
}

bool str_to_u64(struct str s, unsigned long long *out)
{
	unsigned long long value = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!ascii_is_digit(s.p[i]))
			return false;
		if (__builtin_mul_overflow(value, 10ULL, &value) ||
			__builtin_add_overflow(value, (unsigned)(s.p[i] - '0'), &value))
			return false;
	}
	*out = value;
	return true;
}

struct str str_number(char to[STR_NUMBER_BYTES], unsigned long long n)
{
	return (struct str){to, (size_t)snprintf(to, STR_NUMBER_BYTES, "%llu", n)};
}

char *str_dup(struct str s)
{
	char *copy = mem_alloc(s.n + 1);

	if (s.n)
		memcpy(copy, s.p, s.n);
	copy[s.n] = '\0';
	return copy;
}

/* Words longer than this are never a slip of the finger in a keyword. */
enum { NEAREST_MAX = 64, ABBREVIATION_MIN = 3 };

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

/* Letters added, left out, replaced, or two neighbours swapped: the slips of a hand. */
static size_t edit_distance(struct str a, struct str b)
{
	size_t rows[3][NEAREST_MAX + 1];
	size_t *two_up = rows[0];
	size_t *up = rows[1];
	size_t *row = rows[2];

	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t *oldest = two_up;

		two_up = up;
		up = row;
		row = oldest;
		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t cost = ascii_lower(a.p[i - 1]) != ascii_lower(b.p[j - 1]);

			row[j] = min3(up[j] + 1, row[j - 1] + 1, up[j - 1] + cost);
			if (i > 1 && j > 1 && ascii_lower(a.p[i - 1]) == ascii_lower(b.p[j - 2]) &&
				ascii_lower(a.p[i - 2]) == ascii_lower(b.p[j - 1]))
				row[j] = min3(row[j], row[j], two_up[j - 2] + 1);
		}
	}
	return row[b.n];
}

/* An abbreviation is as far as a slip may be. */
static size_t slip_distance(struct str word, struct str candidate, size_t limit)
{
	size_t distance = edit_distance(word, candidate);
	bool begins =
		word.n >= ABBREVIATION_MIN && str_eq_nocase(word, str_upto(candidate, word.n));

	return begins && distance > limit ? limit : distance;
}

struct str str_nearest(struct str word, const struct str *candidates, size_t n)
{
	struct str best = STR("");
	size_t most = word.n / 3 > 1 ? word.n / 3 : 1;
	size_t limit = most;

	if (word.n == 0 || word.n > NEAREST_MAX)
		return best;
	for (size_t i = 0; i < n; i++) {
		if (candidates[i].n > NEAREST_MAX)
			continue;
		size_t distance = slip_distance(word, candidates[i], most);

		if (distance <= limit) {
			best = candidates[i];
			if (distance == 0)
				break;
			limit = distance - 1;
		}
	}
	return best;
}
