/* Bytes, lines, limits. */
#include "lang/source.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static bool line_is(const struct source *s, uint32_t line, const char *want)
{
	return str_eq(source_line(s, line), str_of(want));
}

Test(source, lines)
{
	AUTO(source_release) struct source s = {0};
	struct err e = {0};

	cr_assert_eq(source_make("f",
			     STR("\xef\xbb\xbf"
				 "a\r\n\nlast"),
			     &s, &e),
		0);
	cr_assert_eq(s.lines_n, 3);
	cr_assert(line_is(&s, 1, "a") && line_is(&s, 2, "") && line_is(&s, 3, "last"));
	cr_assert(line_is(&s, 0, "") && line_is(&s, 4, ""));
	source_release(&s);
	cr_assert_eq(source_make("f", STR(""), &s, &e), 0);
	cr_assert_eq(s.lines_n, 0);
}

Test(source, limits)
{
	size_t n = (size_t)SOURCE_BYTES_MAX + 1;
	char *big = calloc(1, n);
	struct source s = {0};
	struct err e = {0};

	cr_assert_lt(source_make("f", (struct str){big, n}, &s, &e), 0);
	cr_assert_str_eq(e.id, "file-too-large");
	cr_assert_lt(source_make("f", (struct str){big, n - 1}, &s, &e), 0);
	cr_assert_str_eq(e.id, "line-too-long");
	cr_assert_eq(e.kind, ERR_LIMIT);
	cr_assert_null(s.name);
	free(big);
}
