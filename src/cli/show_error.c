/* show_error - one error: its excerpt, the error, what was going on, hint. */
#include <stdio.h>

#include "cli/excerpt.h"
#include "cli/printable.h"
#include "cli/show.h"
#include "cli/show_json.h"

enum { TAIL_LINES = 20 };

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

/* later: what the second line and those behind it begin with. */
static void print_safe_lines(struct str text, const char *prefix, const char *later)
{
	struct str line;

	while (text.n > 0) {
		AUTO(buf_release) struct buf safe = {0};

		str_cut(text, '\n', &line, &text);
		printable(str_trim_right(line, "\r"), &safe);
		fprintf(stderr, "%s%s\n", prefix, buf_cstr(&safe));
		prefix = later;
	}
}

static void step_output(const struct show *s)
{
	fprintf(stderr, "------\n");
	print_safe_lines(str_of(s->failed_step), " > ", " > ");
	print_safe_lines(last_lines(buf_str(&s->failed_output), TAIL_LINES), "", "");
	fprintf(stderr, "------\n");
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
		excerpt(stderr, e->file, e->span, source);
	fputs("error: ", stderr);
	if (e->span.line)
		fprintf(stderr, "%s:%u: ", e->file, e->span.line);
	if (e->id[0])
		fprintf(stderr, "%s: ", e->id);
	fprintf(stderr, "%s\n", e->text);
	if (e->during[0])
		fprintf(stderr, "  while %s\n", e->during);
	if (e->hint[0])
		print_safe_lines(str_of(e->hint), "  hint: ", "        ");
}

int show_exit_code(const struct err *e)
{
	switch (e->kind) {
	case ERR_USAGE: return 2;
	case ERR_CANCELLED: return 130;
	default: return 1;
	}
}

int show_failure(const struct err *e)
{
	show_error(NULL, e, STR(""));
	return show_exit_code(e);
}

int show_written(int status)
{
	struct err e;

	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	clearerr(stdout); /* said once */
	err_sys(&e, "cannot write to standard output");
	return status ? status : show_failure(&e);
}
