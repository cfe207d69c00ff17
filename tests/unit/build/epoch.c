/* epoch - what says the time, and what is no time. */
#include "build/epoch.h"

#include <criterion/criterion.h>
#include <string.h>

#include "checked.h"

Test(epoch, texts)
{
	static const struct {
		const char *text;
		int64_t want; /* -2: refused */
	} rows[] = {
		{"", -1},
		{"0", 0},
		{"1700000000", 1700000000},
		{"253402300799", 253402300799},
		{"253402300800", -2},
		{"-1", -2},
		{"1x", -2},
		{"context", -2},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err e = {0};
		int64_t got = 0;
		int parsed = epoch_parse(str_of(rows[i].text), &got, &e);

		cr_expect_eq(parsed, rows[i].want == -2 ? -1 : 0, "%s", rows[i].text);
		if (parsed == 0)
			cr_expect_eq(got, rows[i].want, "%s", rows[i].text);
		else
			cr_expect(strstr(e.text, "SOURCE_DATE_EPOCH"), "%s", e.text);
	}
}

/* What a file says, and --build-arg SOURCE_DATE_EPOCH=given (NULL: none); the texts are static. */
static struct epoch of_file(const char *text, const char *given, char name[32])
{
	AUTO(checked_release) struct checked c = {0};
	AUTO(map_release) struct map build_args = {0};
	struct check_request r = checked_request(text, "");
	struct err e = {0};

	cr_assert_eq(check_read(&r, &c, &e), 0, "%s", e.text);
	if (given)
		map_set(&build_args, EPOCH_NAME, str_of(given));
	struct epoch said = epoch_of_plan(&c.plan, &build_args);

	snprintf(name, 32, "%.*s", STR_FMT(said.name));
	return said;
}

Test(epoch, an_arg_before_the_first_from_is_the_default)
{
	static const struct {
		const char *file, *given;
		int64_t time_s;
		const char *name;
		bool of_file;
		uint32_t line;
	} rows[] = {
		{"FROM scratch\n", NULL, -1, "", true, 0},
		{"ARG SOURCE_DATE_EPOCH=7\nFROM scratch\n", NULL, 7, "", true, 1},
		{"ARG SOURCE_DATE_EPOCH=7\nFROM scratch\n", "9", 9, "", false, 0},
		{"ARG SOURCE_DATE_EPOCH=7\nFROM scratch\n", "", -1, "", false, 0},
		{"ARG SOURCE_DATE_EPOCH\nFROM scratch\n", NULL, -1, "", true, 0},
		{"FROM scratch\nARG SOURCE_DATE_EPOCH=7\n", NULL, -1, "", true, 0},
		{"ARG A\nARG SOURCE_DATE_EPOCH=soon\nFROM scratch\n", NULL, -1, "soon", true, 2},
		{"ARG SOURCE_DATE_EPOCH=soon\nFROM scratch\n", "context", -1, "context", false, 0},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char name[32];
		struct epoch said = of_file(rows[i].file, rows[i].given, name);

		cr_expect_eq(said.time_s, rows[i].time_s, "row %zu", i);
		cr_expect_str_eq(name, rows[i].name, "row %zu", i);
		cr_expect_eq(said.of_file, rows[i].of_file, "row %zu", i);
		cr_expect_eq(said.place.line, rows[i].line, "row %zu: %u", i, said.place.line);
	}
}
