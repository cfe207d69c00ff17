/* value - small texts that instructions hold, as Go's library reads them. */
#include "lang/value.h"

#include <limits.h>

#include "base/ascii.h"

static const struct unit {
	struct str name;
	unsigned long long ns;
} units[] = {
	{{"ns", 2}, 1},
	{{"us", 2}, 1000},
	{{"\xc2\xb5s", 3}, 1000}, /* micro sign */
	{{"\xce\xbcs", 3}, 1000}, /* Greek mu */
	{{"ms", 2}, 1000000},
	{{"s", 1}, 1000000000},
	{{"m", 1}, 60ULL * 1000000000},
	{{"h", 1}, 3600ULL * 1000000000},
};

/* The unit runs up to the next digit or point. */
static const struct unit *take_unit(struct str *s)
{
	size_t n = 0;

	while (n < s->n && s->p[n] != '.' && !ascii_is_digit(s->p[n]))
		n++;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (!str_eq(str_upto(*s, n), units[i].name))
			continue;
		*s = str_from(*s, n);
		return &units[i];
	}
	return NULL;
}

static struct str take_digits(struct str *s)
{
	size_t n = 0;

	while (n < s->n && ascii_is_digit(s->p[n]))
		n++;
	struct str digits = str_upto(*s, n);

	*s = str_from(*s, n);
	return digits;
}

/* digits behind the point, as a part of unit; digits too small to count are dropped */
static unsigned long long fraction_of(struct str digits, unsigned long long unit)
{
	unsigned long long total = 0;

	for (size_t i = 0; i < digits.n && unit > 0; i++) {
		unsigned long long rest = unit % 10;

		total += unit / 10 * (unsigned)(digits.p[i] - '0') +
			 rest * (unsigned)(digits.p[i] - '0') / 10;
		unit /= 10;
	}
	return total;
}

static bool take_part(struct str *s, unsigned long long *total)
{
	struct str whole = take_digits(s);
	struct str fraction = STR("");
	unsigned long long value = 0;

	if (str_starts(*s, STR("."))) {
		*s = str_from(*s, 1);
		fraction = take_digits(s);
	}
	if (whole.n + fraction.n == 0 || (whole.n > 0 && !str_to_u64(whole, &value)))
		return false;
	const struct unit *unit = take_unit(s);

	return unit && !__builtin_mul_overflow(value, unit->ns, &value) &&
	       !__builtin_add_overflow(value, fraction_of(fraction, unit->ns), &value) &&
	       !__builtin_add_overflow(*total, value, total) && *total <= LLONG_MAX;
}

static bool take_minus(struct str *s)
{
	bool minus = str_starts(*s, STR("-"));

	if (minus || str_starts(*s, STR("+")))
		*s = str_from(*s, 1);
	return minus;
}

bool value_duration(struct str text, long long *ns)
{
	bool minus = take_minus(&text);
	unsigned long long total = 0;

	if (text.n == 0)
		return false;
	if (!str_eq(text, STR("0")))
		while (text.n > 0)
			if (!take_part(&text, &total))
				return false;
	*ns = minus ? -(long long)total : (long long)total;
	return true;
}

bool value_int32(struct str text, int *out)
{
	bool minus = take_minus(&text);
	unsigned long long value = 0;

	if (!str_to_u64(text, &value) || value > (unsigned long long)INT_MAX + minus)
		return false;
	*out = (int)(minus ? -(long long)value : (long long)value);
	return true;
}

bool value_bool(struct str text, bool *out)
{
	static const struct str words[] = {
		{"1", 1},
		{"t", 1},
		{"T", 1},
		{"TRUE", 4},
		{"true", 4},
		{"True", 4},
		{"0", 1},
		{"f", 1},
		{"F", 1},
		{"FALSE", 5},
		{"false", 5},
		{"False", 5},
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!str_eq(text, words[i]))
			continue;
		*out = i < sizeof words / sizeof *words / 2;
		return true;
	}
	return false;
}
