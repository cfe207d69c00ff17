#include "exec/links.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/attr.h"

Test(links, the_first_path_is_remembered)
{
	AUTO(links_release) struct links l = {0};
	struct stat a = {.st_dev = 1, .st_ino = 7}, other_device = {.st_dev = 2, .st_ino = 7};

	cr_expect_null(links_meet(&l, &a, "one"));
	cr_expect_null(links_meet(&l, &other_device, "two"));
	cr_expect_str_eq(links_meet(&l, &a, "three"), "one");
	cr_expect_str_eq(links_meet(&l, &other_device, "four"), "two");
}

Test(links, many)
{
	enum { MANY = 5000 };
	AUTO(links_release) struct links l = {0};
	char path[32];

	for (int round = 0; round < 2; round++) {
		for (ino_t i = 0; i < MANY; i++) {
			struct stat st = {.st_dev = 1, .st_ino = i << 12};

			snprintf(path, sizeof path, "%lu", (unsigned long)i);
			const char *first = links_meet(&l, &st, round ? "again" : path);

			cr_assert_eq(first != NULL, round == 1);
			if (first)
				cr_assert_str_eq(first, path);
		}
	}
}
