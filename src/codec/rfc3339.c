/* rfc3339 - a moment as text, as configs and listings carry it. */
#include "codec/rfc3339.h"

#include <time.h>

#include "base/ascii.h"

struct rfc3339 rfc3339_of(int64_t time_s)
{
	time_t t = time_s < 0 ? 0 : time_s > RFC3339_TIME_MAX_S ? RFC3339_TIME_MAX_S : time_s;
	struct rfc3339 out;
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out.text, sizeof out.text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return out;
}

/* Each 0 of a shape is a digit. */
bool rfc3339_is(struct str s)
{
	static const char shape[] = "0000-00-00T00:00:00";
	static const char zone[] = "+00:00";

	if (s.n < sizeof shape || s.n > 40)
		return false;
	for (size_t i = 0; i < sizeof shape - 1; i++)
		if (shape[i] == '0' ? !ascii_is_digit(s.p[i]) : s.p[i] != shape[i])
			return false;
	s = str_from(s, sizeof shape - 1);
	if (s.p[0] == '.') {
		struct str digits = str_from(s, 1);

		s = str_trim_left(digits, "0123456789");
		if (s.n == digits.n)
			return false;
	}
	if (str_eq(s, STR("Z")))
		return true;
	if (s.n != sizeof zone - 1 || (s.p[0] != '+' && s.p[0] != '-'))
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (zone[i] == '0' ? !ascii_is_digit(s.p[i]) : s.p[i] != zone[i])
			return false;
	return true;
}
