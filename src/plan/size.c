/* size - an amount of memory as docker's command line writes it: 64m, 1.5 GiB, 4096. */
#include "plan/size.h"

#include <string.h>

#include "base/ascii.h"

static bool take_digits(struct str *s, uint64_t *n, uint64_t *scale)
{
	size_t start = s->n;

	while (s->n > 0 && ascii_is_digit(*s->p)) {
		if (__builtin_mul_overflow(*n, 10, n) ||
			__builtin_add_overflow(*n, (uint64_t)(*s->p - '0'), n) ||
			__builtin_mul_overflow(*scale, 10, scale))
			return false;
		*s = str_from(*s, 1);
	}
	return s->n < start;
}

static bool take(struct str *s, const char *set, char *c)
{
	if (s->n == 0 || *s->p == '\0' || !strchr(set, *s->p))
		return false;
	*c = *s->p;
	*s = str_from(*s, 1);
	return true;
}

static unsigned power(char unit)
{
	static const char units[] = "kmgtp";

	return unit ? (unsigned)(strchr(units, ascii_lower(unit)) - units + 1) : 0;
}

/* The fraction is kept as parts per scale, so no floating point decides a limit. */
bool size_parse(struct str text, uint64_t *bytes)
{
	uint64_t whole = 0, part = 0, scale = 1, ignored = 1;
	char unit = 0, c = 0;

	if (!take_digits(&text, &whole, &ignored))
		return false;
	if (take(&text, ".", &c) && !take_digits(&text, &part, &scale))
		return false;
	take(&text, " ", &c);
	take(&text, "kKmMgGtTpP", &unit);
	take(&text, "iI", &c);
	take(&text, "bB", &c);
	if (text.n > 0)
		return false;
	unsigned __int128 factor = (unsigned __int128)1 << (10 * power(unit));
	unsigned __int128 total = whole * factor + part * factor / scale;

	if (total > INT64_MAX)
		return false;
	*bytes = (uint64_t)total;
	return true;
}
