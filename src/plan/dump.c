/* dump - text from outside in a dump of one item a line. */
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
