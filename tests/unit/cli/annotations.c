/* Annotations: for which document one is, and what none may be. */
#include "cli/annotations.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"

Test(cli_annotations, levels)
{
	static const struct {
		const char *key, *want; /* "": nothing for the manifest */
		bool told;
	} rows[] = {
		{"a", "a", false},
		{"org.example/a-b", "org.example/a-b", false},
		{"manifest:a", "a", false},
		{"manifest:a:b", "a:b", false},
		{"manifest[linux/amd64]:a", "a", false},
		{"manifest[amd64]:a", "a", false},
		{"manifest[linux/arm64]:a", "", true},
		{"index:a", "", true},
		{"index-descriptor:a", "", true},
		{"manifest-descriptor[linux/amd64]:a", "", true},
		{"index,manifest:a", "a", false},
		{"manifest[linux/arm64],manifest[linux/amd64]:a", "a", false},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		AUTO(map_release) struct map list = {0};
		AUTO(strs_release) struct strs notes = {0};
		struct err e = {0};

		map_set(&list, str_of(rows[i].key), STR("v"));
		cr_assert_eq(annotations_read(&list, "linux/amd64", &notes, &e), 0, "%s: %s",
			rows[i].key, e.text);
		cr_expect_eq(list.n, rows[i].want[0] ? 1 : 0, "%s", rows[i].key);
		if (list.n)
			cr_expect_str_eq(list.p[0].key.p, rows[i].want, "%s", rows[i].key);
		cr_expect_eq(notes.n, rows[i].told ? 1 : 0, "%s", rows[i].key);
	}
}

Test(cli_annotations, what_is_refused)
{
	static const struct {
		const char *key, *text;
	} rows[] = {
		{"", "no name"},
		{"manifest:", "no name"},
		{"index:", "no name"},
		{"io.lichen.nonroot", "lichen's own"},
		{"manifest:io.lichen.nonroot", "lichen's own"},
		{"layer:a", "`layer`"},
		{":a", "for no"},
		{"manifest,:a", "for no"},
		{"http://a", "`http`"},
		{"manifest[linux/amd64:a", "brackets"},
		{"manifest[]:a", "brackets"},
		{"manifest[a/b/c/d]:a", "unknown operating system"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		AUTO(map_release) struct map list = {0};
		AUTO(strs_release) struct strs notes = {0};
		struct err e = {0};

		map_set(&list, str_of(rows[i].key), STR("v"));
		cr_assert_eq(
			annotations_read(&list, "linux/amd64", &notes, &e), -1, "%s", rows[i].key);
		cr_expect(strstr(e.text, rows[i].text), "%s: %s", rows[i].key, e.text);
	}
}

Test(cli_annotations, one_note_for_all)
{
	AUTO(map_release) struct map list = {0};
	AUTO(strs_release) struct strs notes = {0};
	struct err e = {0};

	map_set(&list, STR("index:a"), STR("1"));
	map_set(&list, STR("index:b"), STR("2"));
	map_set(&list, STR("c"), STR("3"));
	cr_assert_eq(annotations_read(&list, "linux/amd64", &notes, &e), 0, "%s", e.text);
	cr_expect_eq(list.n, 1);
	cr_expect_eq(notes.n, 1);
	cr_expect(str_eq(notes.p[0], annotations_left_note));
	cr_expect_eq(strlen(annotations_left_note.p), annotations_left_note.n);
}
