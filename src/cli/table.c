/* table - how sizes and ages are written for people. */
#include "cli/table.h"

#include <stdio.h>

struct table_cell table_size(uint64_t size_bytes)
{
	static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB"};
	struct table_cell cell;
	double size = (double)size_bytes;
	size_t unit = 0;

	while (size >= 999.5 && unit + 1 < sizeof units / sizeof *units) {
		size /= 1000;
		unit++;
	}
	snprintf(cell.text, sizeof cell.text, unit && size < 9.95 ? "%.1f %s" : "%.0f %s", size,
		units[unit]);
	return cell;
}

struct table_cell table_age(int64_t then_s, int64_t now_s)
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = {{31536000, "year"}, {2592000, "month"}, {604800, "week"}, {86400, "day"},
		{3600, "hour"}, {60, "minute"}, {1, "second"}};
	struct table_cell cell = {"now"};
	int64_t age = now_s - then_s;

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		long long n = age / units[i].seconds;

		if (n < 1)
			continue;
		snprintf(cell.text, sizeof cell.text, "%lld %s%s ago", n, units[i].name,
			n == 1 ? "" : "s");
		break;
	}
	return cell;
}
