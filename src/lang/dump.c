/* dump - a parsed Dockerfile as text, one item a line. */
#include "lang/dump.h"

/* Control bytes and backslashes are spelled out, so that each item stays on its line. */
static void quoted(struct str s, struct buf *out)
{
	buf_char(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '\n')
			buf_cstr_add(out, "\\n");
		else if (c == '"' || c == '\\')
			buf_fmt(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			buf_fmt(out, "\\x%02x", c);
		else
			buf_char(out, (char)c);
	}
	buf_char(out, '"');
}

static void item(const char *name, struct str value, struct buf *out)
{
	buf_fmt(out, "  %s ", name);
	quoted(value, out);
	buf_char(out, '\n');
}

static void dump_flags(const struct instr *i, struct buf *out)
{
	for (size_t k = 0; k < i->flags.n; k++) {
		const struct flag *f = &i->flags.p[k];

		buf_fmt(out, "  flag %.*s", STR_FMT(f->name));
		if (f->has_value) {
			buf_char(out, '=');
			quoted(f->value, out);
		}
		buf_char(out, '\n');
	}
}

static void dump_parts(const struct instr *i, struct buf *out)
{
	for (size_t k = 0; k < i->words.n && i->kind != INSTR_FROM; k++) /* they are image and as */
		item("word", i->words.p[k].raw, out);
	for (size_t k = 0; k < i->pairs.n; k++) {
		item("key", i->pairs.p[k].key.raw, out);
		if (i->pairs.p[k].has_value)
			item("value", i->pairs.p[k].value.raw, out);
	}
	for (size_t k = 0; k < i->heredocs.n; k++) {
		item("heredoc", i->heredocs.p[k].name, out);
		item(i->heredocs.p[k].expand ? "body" : "literal", i->heredocs.p[k].body, out);
	}
}

static void dump_instr(const struct instr *i, struct buf *out)
{
	buf_fmt(out, "%u-%u %s%s\n", i->span.line, i->span.end_line, instr_name(i->kind),
		i->form == FORM_EXEC ? " exec" : "");
	dump_flags(i, out);
	if (i->image.raw.n)
		item("image", i->image.raw, out);
	if (i->stage_name.raw.n)
		item("as", i->stage_name.raw, out);
	if (i->form == FORM_SHELL && i->words.n == 0 && i->pairs.n == 0 && i->rest.n)
		item("text", i->rest, out);
	dump_parts(i, out);
}

void dockerfile_dump(const struct dockerfile *file, struct buf *out)
{
	buf_fmt(out, "escape %c\n", file->directives.escape);
	if (file->directives.syntax.n)
		buf_fmt(out, "syntax %.*s\n", STR_FMT(file->directives.syntax));
	if (file->directives.check.n)
		buf_fmt(out, "check %.*s\n", STR_FMT(file->directives.check));
	for (size_t i = 0; i < file->instrs.n; i++)
		dump_instr(&file->instrs.p[i], out);
}
