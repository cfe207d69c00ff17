/* parse - bytes to instructions: nothing expanded, nothing looked up, every piece with its span. */
#include "lang/parse.h"

#include <string.h>

#include "base/buf.h"
#include "lang/heredoc.h"
#include "lang/instr.h"
#include "lang/lint.h"
#include "lang/parser.h"
#include "lang/rune.h"
#include "lang/words.h"

/* More heredocs than this on one line are no Dockerfile. */
enum { HEREDOCS_MAX = 1000 };

struct flags {
	VEC(struct flag) list;
};

static void flags_drop(struct flags *f)
{
	vec_release(&f->list);
}

static void heredocs_drop(struct heredocs *h)
{
	vec_release(&h->list);
}

static void parser_release(struct parser *p)
{
	reader_release(&p->reader);
	logical_release(&p->line);
}

void *parser_copy(struct parser *p, const void *bytes, size_t n)
{
	if (n == 0)
		return NULL;
	return memcpy(arena_alloc(&p->out->arena, n), bytes, n);
}

static struct str keep_text(struct parser *p, const struct buf *b)
{
	return (struct str){arena_str(&p->out->arena, buf_str(b)), b->n};
}

static bool already(const struct flags *flags, struct str name)
{
	for (size_t i = 0; i < flags->list.n; i++)
		if (str_eq(flags->list.p[i].name, name))
			return true;
	return false;
}

static int switch_check(struct parser *p, struct str word, struct flag *f, struct err *e)
{
	if (f->has_value && f->value.n == 0)
		return reject(p, word, e, FLAG_VALUE_MISSING, .a = f->name);
	if (!f->has_value || str_eq_nocase(f->value, STR("true")))
		f->value = STR("true");
	else if (str_eq_nocase(f->value, STR("false")))
		f->value = STR("false");
	else
		return reject(p, word, e, FLAG_NOT_BOOL, .a = f->name, .b = f->value);
	return 0;
}

static int flag_check(struct parser *p, struct str word, const struct flag_row *row, struct flag *f,
	struct err *e)
{
	struct str nearest = STR("");

	if (row->type == FLAG_BOOL)
		return switch_check(p, word, f, e);
	if (!f->has_value)
		return reject(p, word, e, FLAG_VALUE_MISSING, .a = f->name);
	if (!flag_allows(row, f->value, &nearest))
		return reject(p, word, e, FLAG_CHOICE, .a = f->name, .b = f->value, .c = nearest);
	return 0;
}

static int flags_parse(struct parser *p, struct str *rest, struct instr *i, struct err *e)
{
	AUTO(flags_drop) struct flags flags = {0};
	AUTO(buf_release) struct buf text = {0};
	struct str word = STR("");

	while (words_flag(rest, p->reader.escape, &word, &text)) {
		struct flag f = {.span = logical_span(&p->line, word)};

		f.has_value = str_cut(str_from(keep_text(p, &text), 2), '=', &f.name, &f.value);
		const struct flag_row *row = flag_find(i->kind, f.name);

		if (!row)
			return reject(p, word, e, UNKNOWN_FLAG, .a = f.name,
				.c = flag_nearest(i->kind, f.name));
		if (row->type != FLAG_STRINGS && already(&flags, f.name))
			return reject(p, word, e, DUPLICATE_FLAG, .a = f.name);
		if (flag_check(p, word, row, &f, e) < 0)
			return -1;
		vec_push(&flags.list, f);
	}
	parser_keep(p, &i->flags, &flags.list);
	return 0;
}

/* What most often makes a word the first of a line. */
static int hint_unknown(const struct parser *p, struct str word, struct err *e)
{
	if (str_starts(word, STR("<<<<<<<")) || str_starts(word, STR("=======")) ||
		str_starts(word, STR(">>>>>>>")))
		return err_hint(e, "a merge that was not finished left this line");
	return err_hint(e, "a line that goes on ends in %c; a command stands behind RUN",
		p->out->directives.escape);
}

int parser_instr(struct parser *p, struct str text, struct instr *out, struct err *e)
{
	struct str rest = rune_trim(text);

	*out = (struct instr){.original = rest, .span = logical_span(&p->line, rest)};
	words_blank(&rest, &out->keyword);
	if (!instr_find(out->keyword, &out->kind)) {
		reject(p, out->keyword, e, UNKNOWN_INSTRUCTION, .a = out->keyword,
			.c = instr_nearest(out->keyword));
		return hint_unknown(p, out->keyword, e);
	}
	if (flags_parse(p, &rest, out, e) < 0)
		return -1;
	out->rest = rune_trim(rest);
	out->rest_span = logical_span(&p->line, out->rest);
	return grammar_parse(p, out, e);
}

static void strip_tabs(struct parser *p, struct heredoc *h)
{
	AUTO(buf_release) struct buf b = {0};
	struct str rest = h->body;

	while (rest.n > 0) {
		struct str line = str_upto(rest, str_find(rest, '\n') + 1);

		buf_str_add(&b, str_trim_left(line, "\t"));
		rest = str_from(rest, line.n);
	}
	h->body = keep_text(p, &b);
}

/* The lines up to one that is the name and nothing else. */
static int heredoc_read(struct parser *p, struct heredoc *h, struct err *e)
{
	struct reader *r = &p->reader;
	struct str line = STR("");
	size_t start = r->at;

	h->span = (struct span){r->line + 1, 1, 0, 0};
	while (reader_raw(r, &line)) {
		struct str shown = str_trim_right(line, "\r\n");

		if (!str_eq(h->strip_tabs ? str_trim_left(shown, "\t") : shown, h->name))
			continue;
		h->span.end_line = r->line;
		h->span.end_col = (uint32_t)shown.n;
		h->body = str_from(str_upto(r->text, r->at - line.n), start);
		if (h->strip_tabs)
			strip_tabs(p, h);
		return 0;
	}
	return reject(p, p->line.text, e, HEREDOC_OPEN, .a = h->name);
}

static bool takes_heredocs(const struct instr *i)
{
	if (i->kind == INSTR_ONBUILD)
		return i->trigger && takes_heredocs(i->trigger);
	return instr_row(i->kind)->heredoc && i->form != FORM_EXEC;
}

static struct str with_bodies(struct parser *p, struct str text, const struct heredocs *heredocs)
{
	AUTO(buf_release) struct buf b = {0};

	buf_str_add(&b, text);
	for (size_t k = 0; k < heredocs->list.n; k++) {
		buf_char(&b, '\n');
		buf_str_add(&b, heredocs->list.p[k].body);
		buf_str_add(&b, heredocs->list.p[k].name);
	}
	return keep_text(p, &b);
}

static void heredocs_attach(struct parser *p, struct instr *i, const struct heredocs *heredocs)
{
	const struct heredoc *last = vec_last(&heredocs->list);

	parser_keep(p, &i->heredocs, &heredocs->list);
	i->original = with_bodies(p, i->original, heredocs);
	i->span.end_line = last->span.end_line;
	i->span.end_col = last->span.end_col;
	if (i->kind != INSTR_ONBUILD)
		return;
	i->rest = with_bodies(p, i->rest, heredocs);
	heredocs_attach(p, i->trigger, heredocs);
}

static int heredocs_read(struct parser *p, struct instr *i, struct err *e)
{
	AUTO(heredocs_drop) struct heredocs found = {0};

	if (!takes_heredocs(i))
		return 0;
	if (heredocs_find(p->line.text, &p->out->arena, &found, e) < 0)
		return err_at(e, p->name, i->span);
	if (found.list.n > HEREDOCS_MAX)
		return reject(p, p->line.text, e, HEREDOC_MANY, .a = STR_NUMBER(HEREDOCS_MAX));
	for (size_t k = 0; k < found.list.n; k++)
		if (heredoc_read(p, &found.list.p[k], e) < 0)
			return -1;
	if (found.list.n > 0)
		heredocs_attach(p, i, &found);
	return 0;
}

/* One whole instruction from the current line, and from the lines of its heredocs. */
static int instr_complete(struct parser *p, struct instr *out, struct err *e)
{
	if (parser_instr(p, p->line.text, out, e) < 0 || heredocs_read(p, out, e) < 0)
		return -1;
	out->comment = keep_text(p, &p->reader.comment);
	buf_clear(&p->reader.comment);
	if (p->line.empty_continuation)
		out->empty_continuation = p->line.end_line;
	return grammar_link(p, out->trigger ? out->trigger : out, e);
}

static int stage_note(struct parser *p, const struct instr *i, struct err *e)
{
	struct dockerfile *d = p->out;

	if (i->kind == INSTR_FROM) {
		struct stage_decl stage = {.from = d->instrs.n,
			.first = d->instrs.n + 1,
			.last = d->instrs.n + 1,
			.name = arena_lower(&d->arena, i->stage_name.raw)};

		vec_push(&d->stages, stage);
		return 0;
	}
	if (d->stages.n > 0)
		vec_last(&d->stages)->last = d->instrs.n + 1;
	else if (i->kind != INSTR_ARG)
		return reject(p, i->keyword, e, OUTSIDE_STAGE, .a = STR(""));
	return 0;
}

static int file_refuse(const struct parser *p, enum diagnostic row, struct err *e)
{
	uint32_t line = p->reader.line > 0 ? p->reader.line : 1;

	diag_set(e, row, &(struct diag_with){.a = STR("")});
	return err_at(e, p->name, (struct span){line, 1, line, 1});
}

static int parse_all(struct parser *p, struct err *e)
{
	struct dockerfile *d = p->out;
	struct instr i = {0};

	if (p->reader.text.n == 0)
		return file_refuse(p, DIAG_FILE_EMPTY, e);
	if (directives_read(p, e) < 0)
		return -1;
	while (reader_next(&p->reader, &p->line)) {
		if (instr_complete(p, &i, e) < 0 || stage_note(p, &i, e) < 0)
			return -1;
		vec_push(&d->instrs, i);
	}
	if (d->instrs.n == 0)
		return file_refuse(p, DIAG_NO_INSTRUCTIONS, e);
	return d->stages.n > 0 ? 0 : file_refuse(p, DIAG_NO_STAGES, e);
}

int dockerfile_parse(const struct source *source, struct dockerfile *out, struct err *e)
{
	AUTO(parser_release) struct parser p = {.out = out, .name = source->name};
	AUTO(lint_options_release) struct lint_options options = {0};

	*out = (struct dockerfile){.source = source, .directives.escape = '\\'};
	p.reader = (struct reader){.text = source->text, .escape = '\\', .arena = &out->arena};
	int parsed = parse_all(&p, e);
	struct err other;

	if (lint_options_parse(out->directives.check, &options, parsed < 0 ? &other : e) < 0)
		return -1;
	lint_run(out, &options);
	return parsed;
}

int dockerfile_parse_trigger(
	struct dockerfile *into, struct str text, struct instr *out, struct err *e)
{
	AUTO(parser_release) struct parser p = {.out = into, .name = "ONBUILD"};
	struct str copy = {arena_str(&into->arena, text), text.n};
	AUTO(logical_release) struct logical second = {0};

	p.reader = (struct reader){.text = copy, .escape = '\\', .arena = &into->arena};
	if (!reader_next(&p.reader, &p.line))
		return file_refuse(&p, DIAG_NO_INSTRUCTIONS, e);
	if (instr_complete(&p, out, e) < 0)
		return -1;
	if (!instr_row(out->kind)->trigger)
		return reject(&p, out->keyword, e, TRIGGER_KIND, .a = instr_row(out->kind)->name);
	if (!reader_next(&p.reader, &second))
		return 0;
	return file_refuse(&p, DIAG_TRIGGER_ONE, e);
}

void dockerfile_release(struct dockerfile *d)
{
	lint_forget(d);
	vec_release(&d->warnings);
	vec_release(&d->instrs);
	vec_release(&d->stages);
	arena_release(&d->arena);
	*d = (struct dockerfile){0};
}
