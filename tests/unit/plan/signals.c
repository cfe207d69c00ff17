#include "plan/signals.h"

#include <criterion/criterion.h>

Test(plan_signals, names_and_numbers)
{
	static const char *const known[] = {"kill", "SIGTERM", "sigusr1", "9", "-1", "999", "+7",
		"RTMIN", "SIGRTMAX-1", "RTMIN+15", "rtmax-14", "CLD"};
	static const char *const unknown[] = {"", "0", "-0", "FOO", "SIG", "SIGSIGTERM", "RTMIN+0",
		"RTMIN+16", "RTMAX-15", "RTMIN+01", "RTMIN-1", "TERM ", "9x", "RTMIN+"};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		cr_expect(signal_is_known(str_of(known[i])), "%s", known[i]);
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
		cr_expect_not(signal_is_known(str_of(unknown[i])), "%s", unknown[i]);
}
