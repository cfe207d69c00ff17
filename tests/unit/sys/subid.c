#include "sys/subid.h"

#include <criterion/criterion.h>

static struct id_map granted(const char *text, const char *name, uint64_t id)
{
	struct id_map map = {0};

	id_map_add(&map, 1000, 1);
	subid_parse(str_of(text), str_of(name), id, &map);
	return map;
}

static void expect_text(const struct id_map *map, const char *text)
{
	AUTO(buf_release) struct buf b = {0};

	id_map_text(map, &b);
	cr_expect_str_eq(buf_cstr(&b), text);
}

Test(subid, all_ranges_by_name_and_by_number_without_gaps)
{
	struct id_map map =
		granted("bob:1:2\nann:100000:65536\n1000:300000:10\nann:200000:5\n", "ann", 1000);

	expect_text(&map, "0 1000 1\n1 100000 65536\n65537 300000 10\n65547 200000 5\n");
	cr_expect(id_map_count(&map) == 65552);
}

Test(subid, a_name_is_matched_whole_and_none_matches_nothing)
{
	struct id_map map = granted("anna:100000:65536\n:200000:5\nan:1:1\n", "ann", 1000);

	cr_expect(map.n == 1);
	map = granted(":200000:5\n", "", 7);
	cr_expect(map.n == 1);
}

Test(subid, hostile_lines_are_skipped)
{
	struct id_map map =
		granted("ann\nann:\nann:1\nann::\nann:-1:5\nann:5:-1\nann:0x10:5\n"
			"ann:4294967295:1\nann:4294967290:6\nann:100:18446744073709551615\n"
			"ann:99999999999999999999:1\nann:5:0\nann:7:1:9\n# ann:1:1\n"
			"ann:100:5\r\nann:70000:10",
			"ann", 1000);

	expect_text(&map, "0 1000 1\n1 70000 10\n");
}

Test(subid, overlaps_are_skipped_whole)
{
	struct id_map map = granted(
		"ann:2000:100\nann:2099:10\nann:1990:11\nann:900:200\nann:2100:1\n", "ann", 1000);

	expect_text(&map, "0 1000 1\n1 2000 100\n101 2100 1\n");
}

Test(subid, number_of_ranges_is_limited)
{
	AUTO(buf_release) struct buf text = {0};
	struct id_map map;

	for (int i = 0; i < 1000; i++)
		buf_fmt(&text, "ann:%d:1\n", 5000 + i);
	map = granted(buf_cstr(&text), "ann", 1000);
	cr_expect(map.n == ID_RANGES_MAX);
}

Test(subid, a_kernel_map_is_read_back)
{
	struct id_map map;

	id_map_parse(
		STR("         0       1000          1\n         1     100000      65536\n"), &map);
	expect_text(&map, "0 1000 1\n1 100000 65536\n");
	id_map_parse(STR(""), &map);
	cr_expect(map.n == 0 && id_map_count(&map) == 0);
}

Test(subid, what_is_free_is_above_what_others_have)
{
	cr_expect_eq(subid_free(STR("")), 100000);
	cr_expect_eq(subid_free(STR("ann:100000:65536\nbob:231072:65536\n")), 296608);
	cr_expect_eq(subid_free(STR("bob:231072:65536\nann:100000:65536\n")), 296608);
	cr_expect_eq(subid_free(STR("low:1000:10\nodd\nx:y:z\nhuge:99999999999:1\n")), 100000);
}
