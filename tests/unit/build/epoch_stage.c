/* The stage that SOURCE_DATE_EPOCH names: what it may be, and what it adds. */
#include "build/epoch_stage.h"

#include <criterion/criterion.h>
#include <string.h>

#include "checked.h"

/* "URL CHECKSUM", or "LINE: error". */
static void read_stage(const char *lines, const char *given, char out[1200])
{
	AUTO(checked_release) struct checked c = {0};
	AUTO(map_release) struct map build_args = {0};
	AUTO(epoch_stage_release) struct epoch_stage found = {0};
	AUTO(buf_release) struct buf text = {0};
	struct err e = {0};

	buf_fmt(&text, "ARG HOST=h\nARG SOURCE_DATE_EPOCH=src\n%s", lines);
	struct check_request r = checked_request(buf_cstr(&text), "");

	/* What comes behind the plan may fail: here it is asked before that. */
	if (check_read(&r, &c, &e) < 0)
		cr_assert_not_null(c.plan.file, "%s", e.text);
	e = (struct err){0};
	const struct stage_decl *stage = epoch_stage_find(&c.file, STR("SRC"));

	cr_assert_not_null(stage);
	if (given)
		map_set(&build_args, STR("P"), str_of(given));
	if (epoch_stage_read(&c.plan, stage, &build_args, &found, &e) < 0)
		snprintf(out, 1200, "%u: %s", e.span.line, e.text);
	else
		snprintf(out, 1200, "%s %s", buf_cstr(&found.url), buf_cstr(&found.checksum));
}

Test(epoch_stage, what_it_adds)
{
	static const struct {
		const char *lines, *given, *want;
	} rows[] = {
		{"FROM scratch AS src\nADD https://h/x /\n", NULL, "https://h/x "},
		{"FROM scratch AS Src\nADD --checksum=sha256:1 https://h/x /\n", NULL,
			"https://h/x sha256:1"},
		{"FROM scratch AS src\nADD https://h/x.git#v1 /\n", NULL, "https://h/x.git#v1 "},
		{"FROM scratch AS src\nARG HOST P=x Q=$P\nADD https://$HOST/$Q /\n", NULL,
			"https://h/x "},
		{"FROM scratch AS src\nARG P=x\nADD https://$HOST/$P /\n", "y", "https://h/y "},
		{"ARG B=scratch\nFROM $B AS src\nADD [\"https://h/x\", \"/\"]\n", NULL,
			"https://h/x "},
		{"FROM scratch AS src\nADD https://h/$SOURCE_DATE_EPOCH /\n", NULL, "https://h/ "},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char got[1200];

		read_stage(rows[i].lines, rows[i].given, got);
		cr_expect_str_eq(got, rows[i].want, "%s: %s", rows[i].lines, got);
	}
}

Test(epoch_stage, what_it_may_not_be)
{
	static const struct {
		const char *lines, *want;
	} rows[] = {
		{"FROM busybox AS src\nADD https://h/x /\n", "3: "},
		{"FROM scratch AS src\n", "3: "},
		{"FROM scratch AS src\nCOPY x /\n", "4: "},
		{"FROM scratch AS src\nADD x /\n", "4: "},
		{"FROM scratch AS src\nADD https://h/x https://h/y /\n", "4: "},
		{"FROM scratch AS src\nADD https://h/x /\nADD https://h/y /\n", "5: "},
		{"FROM scratch AS src\nADD <<E /\nE\n", "4: "},
		{"FROM scratch AS src\nADD https://h/x /\nENV a=b\n", "5: "},
		{"FROM scratch AS src\nADD https://h/${x?none} /\n", "4: failed to process"},
		{"FROM scratch AS src\nARG P=${x?none}\nADD https://h/x /\n", "4: failed to"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char got[1200];

		read_stage(rows[i].lines, NULL, got);
		cr_expect_eq(strncmp(got, rows[i].want, strlen(rows[i].want)), 0, "%s: %s",
			rows[i].lines, got);
	}
}

Test(epoch_stage, a_name_that_no_stage_has)
{
	AUTO(checked_release) struct checked c = {0};
	struct check_request r = checked_request("FROM scratch\nFROM scratch AS a\n", "");
	struct err e = {0};

	cr_assert_eq(check_read(&r, &c, &e), 0, "%s", e.text);
	cr_expect_null(epoch_stage_find(&c.file, STR("b")));
	cr_expect_null(epoch_stage_find(&c.file, STR("")));
}
