/* show_error - one error: file:line, the source lines, a caret under the span, cause, hint. */
#include <stdio.h>

#include "cli/printable.h"
#include "cli/show.h"
#include "cli/show_json.h"

enum { TAIL_LINES = 20, EXCERPT_LINES = 12 };

/* The last lines of what a failing step printed, without its final newline. */
static struct str last_lines(struct str text, int lines)
{
	size_t at = text.n;

	text = str_trim_right(text, "\r\n");
	at = text.n;
	while (at > 0) {
		if (text.p[at - 1] == '\n' && --lines == 0)
			break;
		at--;
	}
	return str_from(text, at);
}

static void print_safe_lines(struct str text, const char *prefix)
{
	struct str line;

	while (text.n > 0) {
		AUTO(buf_release) struct buf safe = {0};

		str_cut(text, '\n', &line, &text);
		printable(str_trim_right(line, "\r"), &safe);
		fprintf(stderr, "%s%s\n", prefix, buf_cstr(&safe));
	}
}

static void step_output(const struct show *s)
{
	fprintf(stderr, "------\n");
	print_safe_lines(str_of(s->failed_step), " > ");
	print_safe_lines(last_lines(buf_str(&s->failed_output), TAIL_LINES), "");
	fprintf(stderr, "------\n");
}

/* Tabs in front of the caret stay tabs, so it stands under its column in any terminal. */
static void caret(struct str line, const struct span *span)
{
	uint32_t end = span->end_line == span->line && span->end_col >= span->col ? span->end_col
										  : span->col;

	fputs("     |     ", stderr);
	for (uint32_t col = 1; col < span->col && col <= line.n; col++)
		fputc(line.p[col - 1] == '\t' ? '\t' : ' ', stderr);
	for (uint32_t col = span->col; col <= end && col <= line.n + 1; col++)
		fputc('^', stderr);
	fputc('\n', stderr);
}

static void excerpt_line(struct str line, uint32_t number, const struct span *span)
{
	AUTO(buf_release) struct buf safe = {0};
	bool inside = number >= span->line && number <= span->end_line;

	printable(str_upto(str_trim_right(line, "\r"), 400), &safe);
	fprintf(stderr, "%4u | %s %s\n", number, inside ? ">>>" : "   ", buf_cstr(&safe));
	if (number == span->line && span->col > 0 && span->end_line == span->line)
		caret(str_upto(line, 400), span);
}

static void excerpt(const struct err *e, struct str source)
{
	struct span span = e->span;
	struct str line;

	if (span.end_line < span.line)
		span.end_line = span.line;
	fprintf(stderr, "%s:%u\n--------------------\n", e->file, span.line);
	for (uint32_t number = 1; source.n > 0 && number <= span.line + EXCERPT_LINES; number++) {
		str_cut(source, '\n', &line, &source);
		if (number + 1 >= span.line && number <= span.end_line + 1)
			excerpt_line(line, number, &span);
	}
	fprintf(stderr, "--------------------\n");
}

void show_error(const struct show *s, const struct err *e, struct str source)
{
	if (s && s->mode == SHOW_JSON) {
		show_json_error(e);
		return;
	}
	if (s && e->kind == ERR_STEP)
		step_output(s);
	if (e->span.line && source.n)
		excerpt(e, source);
	fputs("error: ", stderr);
	if (e->span.line)
		fprintf(stderr, "%s:%u: ", e->file, e->span.line);
	if (e->id[0])
		fprintf(stderr, "%s: ", e->id);
	fprintf(stderr, "%s\n", e->text);
	if (e->during[0])
		fprintf(stderr, "  while %s\n", e->during);
	if (e->hint[0])
		print_safe_lines(str_of(e->hint), "  hint: ");
}

int show_exit_code(const struct err *e)
{
	switch (e->kind) {
	case ERR_USAGE: return 2;
	case ERR_CANCELLED: return 130;
	default: return 1;
	}
}
