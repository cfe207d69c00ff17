/* excerpt - the lines of a file around what is said about it, with a caret under the span. */
#include "cli/excerpt.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "cli/printable.h"

enum { EXCERPT_LINES = 12 };

/* Tabs in front of the caret stay tabs, so it stands under its column in any terminal. */
static void caret(FILE *to, struct str line, const struct span *span)
{
	uint32_t end = span->end_line == span->line && span->end_col >= span->col ? span->end_col
										  : span->col;

	fputs("     |     ", to);
	for (uint32_t col = 1; col < span->col && col <= line.n; col++)
		fputc(line.p[col - 1] == '\t' ? '\t' : ' ', to);
	for (uint32_t col = span->col; col <= end && col <= line.n + 1; col++)
		fputc('^', to);
	fputc('\n', to);
}

/* A whole line is pointed at by its >>> already. */
static bool is_whole(struct str line, const struct span *span)
{
	for (uint32_t col = 1; col < span->col && col <= line.n; col++)
		if (line.p[col - 1] != ' ' && line.p[col - 1] != '\t')
			return false;
	return span->end_col >= str_trim_right(line, " \t\r").n;
}

/* Colours too are spelled out: a line that hides itself is what the reader looks for. */
static void spell(struct str line, struct buf *out)
{
	struct str piece;

	while (str_cut(line, '\033', &piece, &line)) {
		printable(piece, out);
		buf_cstr_add(out, "\\x1b");
	}
	printable(piece, out);
}

/* Who logs in to a URL's host, and with what: logs are read by many. Each byte is an x, so that the
 * caret stands where it should. */
static void hide_logins(char *line, size_t n)
{
	static const char ends[] = "/?# \t\"'";

	for (size_t i = 0; i + 3 < n; i++) {
		size_t start = i + 3, end = start, at = start;

		if (memcmp(line + i, "://", 3) != 0)
			continue;
		for (; end < n && !memchr(ends, line[end], sizeof ends - 1); end++)
			at = line[end] == '@' ? end : at;
		memset(line + start, 'x', at - start);
		i = end - 1;
	}
}

static void excerpt_line(FILE *to, struct str line, uint32_t number, const struct span *span)
{
	AUTO(buf_release) struct buf safe = {0};
	AUTO(buf_release) struct buf plain = {0};
	bool inside = number >= span->line && number <= span->end_line;

	buf_str_add(&plain, str_trim_right(line, "\r"));
	hide_logins(plain.p, plain.n);
	spell(str_upto(buf_str(&plain), 400), &safe);
	fprintf(to, "%4u | %s %s\n", number, inside ? ">>>" : "   ", buf_cstr(&safe));
	if (number == span->line && span->col > 0 && span->end_line == span->line &&
		!is_whole(line, span))
		caret(to, str_upto(line, 400), span);
}

void excerpt(FILE *to, const char *file, struct span span, struct str source)
{
	struct str line;

	if (span.end_line < span.line)
		span.end_line = span.line;
	fprintf(to, "%s:%u\n--------------------\n", file, span.line);
	for (uint32_t number = 1; source.n > 0 && number <= span.line + EXCERPT_LINES; number++) {
		str_cut(source, '\n', &line, &source);
		if (number + 1 >= span.line && number <= span.end_line + 1)
			excerpt_line(to, line, number, &span);
	}
	fprintf(to, "--------------------\n");
}
