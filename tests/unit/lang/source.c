/* Bytes, lines, limits. */
#include "lang/source.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

Test(source, keeps_the_bytes_behind_a_byte_order_mark)
{
	AUTO(source_release) struct source s = {0};
	struct err e = {0};
	char bytes[] = "\xef\xbb\xbf"
		       "a\r\n";

	cr_assert_eq(source_make("f", str_of(bytes), &s, &e), 0);
	bytes[3] = 'X';
	cr_assert(str_eq(s.text, STR("a\r\n")));
	cr_assert_str_eq(s.name, "f");
	source_release(&s);
	cr_assert_eq(source_make("f", STR(""), &s, &e), 0);
	cr_assert_eq(s.text.n, 0);
}

/* The limit is that of a line without its end, and the error says which line. */
Test(source, the_longest_line)
{
	size_t n = 2 + SOURCE_LINE_MAX + 2;
	AUTO(mem_release) char *text = mem_alloc(n);
	AUTO(source_release) struct source s = {0};
	struct err e = {0};

	memset(text, 'x', n);
	text[1] = text[n - 1] = '\n';
	cr_assert_lt(source_make("f", (struct str){text, n}, &s, &e), 0);
	cr_assert_str_eq(e.id, "line-too-long");
	cr_assert_eq(e.span.line, 2);
	text[n - 2] = '\n';
	cr_assert_eq(source_make("f", (struct str){text, n}, &s, &e), 0);
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
