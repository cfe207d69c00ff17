#include "build/pick_file.h"

#include <criterion/criterion.h>

#include "packed.h"

static const char *const names[] = {"Dockerfile", "dockerfile"};
static const struct pick_file wanted = {names, 2, 16};
static struct err e;

static int pick(const struct packed_entry *entries, const char **name, struct buf *out)
{
	AUTO(fd_close) int fd = packed(entries);

	cr_assert_geq(fd, 0);
	return pick_file(fd, STR(""), &wanted, name, out, &e);
}

static void picked(const struct packed_entry *entries, const char *name, const char *bytes)
{
	AUTO(buf_release) struct buf out = {0};
	const char *found = NULL;

	cr_assert_eq(pick(entries, &found, &out), 0, "%s", e.text);
	cr_assert_eq(found == NULL, name == NULL);
	if (!name)
		return;
	cr_assert_str_eq(found, name);
	cr_assert_str_eq(buf_cstr(&out), bytes);
}

Test(build_pick_file, the_first_name_wins_and_the_last_entry_of_it)
{
	picked((struct packed_entry[]){{"Dockerfile", TAR_FILE, "one", 0},
		       {"dockerfile", TAR_FILE, "two", 0}, {"Dockerfile", TAR_FILE, "three", 0},
		       {0}},
		"Dockerfile", "three");
	picked((struct packed_entry[]){{"a/Dockerfile", TAR_FILE, "one", 0},
		       {"dockerfile", TAR_FILE, "two", 0}, {0}},
		"dockerfile", "two");
	picked((struct packed_entry[]){{"a", TAR_FILE, "one", 0}, {0}}, NULL, NULL);
}

Test(build_pick_file, what_is_no_small_file_is_an_error)
{
	AUTO(buf_release) struct buf out = {0};
	const char *found = NULL;

	cr_assert_eq(pick((struct packed_entry[]){{"Dockerfile", TAR_SYMLINK, "x", 0}, {0}}, &found,
			     &out),
		-1);
	cr_assert_eq(e.kind, ERR_UNSUPPORTED, "%s", e.text);
	cr_assert_eq(
		pick((struct packed_entry[]){{"Dockerfile", TAR_FILE, "more than sixteen", 0}, {0}},
			&found, &out),
		-1);
	cr_assert_eq(e.kind, ERR_LIMIT, "%s", e.text);
}

Test(build_pick_file, what_was_read_before_counts)
{
	AUTO(fd_close)
	int fd = packed((struct packed_entry[]){{"dockerfile", TAR_FILE, "two", 0}, {0}});
	AUTO(buf_release) struct buf out = {0};
	char head[512];
	const char *found = NULL;

	cr_assert_eq(fd_read_full(fd, head, sizeof head), (ssize_t)sizeof head);
	cr_assert_eq(pick_file(fd, (struct str){head, sizeof head}, &wanted, &found, &out, &e), 0,
		"%s", e.text);
	cr_assert_str_eq(buf_cstr(&out), "two");
}
