/* reader - physical lines to logical ones: comments gone, continuations joined, positions kept. */
#include "lang/reader.h"

#include "lang/rune.h"

static const char line_ends[] = "\r\n";

bool reader_raw(struct reader *r, struct str *line)
{
	struct str rest = str_from(r->text, r->at);
	size_t n = str_find(rest, '\n');

	if (rest.n == 0)
		return false;
	*line = str_upto(rest, n + 1);
	r->at += line->n;
	r->line++;
	return true;
}

static struct str without_blanks(struct str s)
{
	size_t width = 0;

	while (s.n > 0 && rune_is_blank(rune_at(s, 0, &width)))
		s = str_from(s, width);
	return s;
}

/* Comments are read again for each warning about their instruction: more than this above one is no
 * description of it, and its beginning is forgotten. */
enum { COMMENT_MAX = 16 * 1024 };

/* A comment that says nothing separates what is above from what is below. */
static void comment_note(struct reader *r, struct str line)
{
	struct str text = rune_trim(str_from(without_blanks(line), 1));

	if (text.n == 0 || r->comment.n > COMMENT_MAX)
		buf_clear(&r->comment);
	if (text.n == 0)
		return;
	if (r->comment.n > 0)
		buf_char(&r->comment, '\n');
	buf_str_add(&r->comment, text);
}

static bool is_comment(struct str line)
{
	return str_starts(without_blanks(line), STR("#"));
}

/* An escape character at the end, blanks behind it allowed, continues the line; a doubled one does
 * not, and one alone on its line does. */
static bool cut_continuation(struct str *line, char escape)
{
	struct str body = str_trim_right(*line, " \t");

	if (body.n == 0 || body.p[body.n - 1] != escape)
		return false;
	if (body.n > 1 && body.p[body.n - 2] == escape)
		return false;
	*line = str_upto(body, body.n - 1);
	return true;
}

static void piece_note(struct logical *l, size_t at, uint32_t line, size_t col)
{
	vec_push(&l->pieces, (struct piece){at, line, (uint32_t)col});
}

static void end_note(struct logical *l, uint32_t line, struct str shown)
{
	l->end_line = line;
	l->end_col = shown.n > 0 ? (uint32_t)shown.n : 1;
}

/* The lines behind a continuation character, appended to r->joined. */
static void join_rest(struct reader *r, struct logical *out)
{
	bool more = true;
	struct str line = STR("");

	while (more && reader_raw(r, &line)) {
		struct str shown = str_trim_right(line, line_ends);

		end_note(out, r->line, shown);
		if (is_comment(line))
			continue;
		if (without_blanks(line).n == 0) {
			out->empty_continuation = true;
			continue;
		}
		more = cut_continuation(&shown, r->escape);
		piece_note(out, r->joined.n, r->line, 1);
		buf_str_add(&r->joined, shown);
	}
}

static void logical_start(struct reader *r, struct logical *out, struct str line)
{
	struct str shown = str_trim_right(line, line_ends);
	struct str text = without_blanks(shown);

	logical_release(out);
	out->line = r->line;
	end_note(out, r->line, shown);
	piece_note(out, 0, r->line, (size_t)(text.p - shown.p) + 1);
	out->text = text;
	if (!cut_continuation(&out->text, r->escape))
		return;
	buf_clear(&r->joined);
	buf_str_add(&r->joined, out->text);
	join_rest(r, out);
	out->text = (struct str){arena_str(r->arena, buf_str(&r->joined)), r->joined.n};
}

bool reader_next(struct reader *r, struct logical *out)
{
	struct str line = STR("");

	while (reader_raw(r, &line)) {
		if (is_comment(line)) {
			comment_note(r, line);
			continue;
		}
		if (without_blanks(line).n == 0)
			continue;
		logical_start(r, out, line);
		if (rune_trim(out->text).n > 0)
			return true;
	}
	return false;
}

void reader_release(struct reader *r)
{
	buf_release(&r->comment);
	buf_release(&r->joined);
}

static void place(const struct logical *l, size_t at, uint32_t *line, uint32_t *col)
{
	size_t low = 0;
	size_t high = l->pieces.n;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (l->pieces.p[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	*line = l->pieces.p[low].line;
	*col = l->pieces.p[low].col + (uint32_t)(at - l->pieces.p[low].at);
}

struct span logical_span(const struct logical *l, struct str part)
{
	struct span span = {0};
	size_t at = (size_t)(part.p - l->text.p);

	place(l, at, &span.line, &span.col);
	place(l, part.n > 0 ? at + part.n - 1 : at, &span.end_line, &span.end_col);
	return span;
}

void logical_release(struct logical *l)
{
	vec_release(&l->pieces);
	*l = (struct logical){0};
}
