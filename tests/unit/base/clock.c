#include "base/clock.h"

#include <criterion/criterion.h>
#include <time.h>

Test(clock, counts_milliseconds)
{
	const struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};
	uint64_t before = clock_ms();

	while (nanosleep(&pause, NULL) < 0) {
	}
	uint64_t took = clock_ms() - before;

	cr_expect(took >= 19 && took < 60 * 1000, "%llu", (unsigned long long)took);
}
