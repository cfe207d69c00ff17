#include "cli/table.h"

#include <criterion/criterion.h>

Test(cli_table, sizes)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} rows[] = {{0, "0 B"}, {1, "1 B"}, {999, "999 B"}, {1000, "1.0 kB"}, {1234, "1.2 kB"},
		{9949, "9.9 kB"}, {9950, "10 kB"}, {12345, "12 kB"}, {999499, "999 kB"},
		{999500, "1.0 MB"}, {1500000000, "1.5 GB"}, {UINT64_MAX, "18447 PB"}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_assert_str_eq(table_size(rows[i].bytes).text, rows[i].text);
}

Test(cli_table, ages)
{
	static const struct {
		int64_t age;
		const char *text;
	} rows[] = {{0, "now"}, {-5, "now"}, {1, "1 second ago"}, {59, "59 seconds ago"},
		{60, "1 minute ago"}, {7199, "1 hour ago"}, {7200, "2 hours ago"},
		{86400, "1 day ago"}, {604800, "1 week ago"}, {2592000, "1 month ago"},
		{63072000, "2 years ago"}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_assert_str_eq(table_age(1000, 1000 + rows[i].age).text, rows[i].text);
}
