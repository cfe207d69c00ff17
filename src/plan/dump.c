/* dump - what the dumps of plan and program share: text from outside, and where files come from. */
#include "plan/dump.h"

void dump_text(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c == '\n')
			buf_cstr_add(out, "\\n");
		else if (c == '\t')
			buf_cstr_add(out, "\\t");
		else if (c == '\\')
			buf_cstr_add(out, "\\\\");
		else if (c < 0x20 || c == 0x7f)
			buf_fmt(out, "\\x%02x", c);
		else
			buf_char(out, (char)c);
	}
}

void dump_origin(struct buf *out, const struct plan *plan, const struct origin *o)
{
	switch (o->kind) {
	case ORIGIN_SCRATCH: buf_cstr_add(out, "scratch"); break;
	case ORIGIN_STAGE: buf_fmt(out, "stage %zu", o->number); break;
	case ORIGIN_IMAGE: buf_fmt(out, "image %zu", o->number); break;
	case ORIGIN_CONTEXT: buf_cstr_add(out, "context"); break;
	case ORIGIN_NAMED:
		buf_fmt(out, "context %.*s", STR_FMT(plan->contexts.p[o->number].name));
		break;
	}
}
