/* signals - what STOPSIGNAL may name: Linux signals with or without SIG, or any number but 0. */
#include "plan/signals.h"

#include <stddef.h>

static const struct str names[] = {STR("ABRT"), STR("ALRM"), STR("BUS"), STR("CHLD"), STR("CLD"),
	STR("CONT"), STR("FPE"), STR("HUP"), STR("ILL"), STR("INT"), STR("IO"), STR("IOT"),
	STR("KILL"), STR("PIPE"), STR("POLL"), STR("PROF"), STR("PWR"), STR("QUIT"), STR("SEGV"),
	STR("STKFLT"), STR("STOP"), STR("SYS"), STR("TERM"), STR("TRAP"), STR("TSTP"), STR("TTIN"),
	STR("TTOU"), STR("URG"), STR("USR1"), STR("USR2"), STR("VTALRM"), STR("WINCH"), STR("XCPU"),
	STR("XFSZ"), STR("RTMIN"), STR("RTMAX")};

/* Real-time signals count up from RTMIN and down from RTMAX and meet in the middle. */
static bool is_real_time(struct str name)
{
	unsigned long long n = 0;
	struct str digits = str_from(name, STR("RTMIN+").n);

	if (!str_to_u64(digits, &n) || n == 0 || digits.p[0] == '0')
		return false;
	return (str_eq_nocase(str_upto(name, 6), STR("RTMIN+")) && n <= 15) ||
	       (str_eq_nocase(str_upto(name, 6), STR("RTMAX-")) && n <= 14);
}

static bool is_number(struct str text, bool *zero)
{
	unsigned long long n = 0;

	if (text.n > 0 && (text.p[0] == '-' || text.p[0] == '+'))
		text = str_from(text, 1);
	if (!str_to_u64(text, &n))
		return false;
	*zero = n == 0;
	return true;
}

bool signal_is_known(struct str text)
{
	bool zero = false;

	if (is_number(text, &zero))
		return !zero;
	if (str_eq_nocase(str_upto(text, 3), STR("SIG")))
		text = str_from(text, 3);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq_nocase(text, names[i]))
			return true;
	return is_real_time(text);
}
