/* diag - one row of syntax/diagnostics.def as an error. */
#include "lang/diag.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"

/* Pieces come from the file: one that is longer says no more to the reader. */
enum { PIECE_MAX = 200 };

static const struct row {
	enum err_kind kind;
	const char *id, *text, *hint;
} rows[DIAGNOSTICS] = {
#define DIAGNOSTIC(ROW, KIND, ID, TEXT, HINT, EXPLANATION)                                         \
	[DIAG_##ROW] = {ERR_##KIND, ID, TEXT, HINT},
#include "diagnostics.def"
#undef DIAGNOSTIC
};

static void piece_add(struct buf *out, struct str piece)
{
	struct str shown = str_upto(piece, PIECE_MAX);

	for (size_t i = 0; i < shown.n; i++)
		buf_char(out, shown.p[i] ? shown.p[i] : ' '); /* err's texts end at a NUL */
	if (shown.n < piece.n)
		buf_cstr_add(out, "...");
}

void diag_fill(struct buf *out, const char *text, const struct diag_with *with)
{
	const struct str pieces[] = {with->a, with->b, with->c};

	for (const char *p = text; *p; p++) {
		if (p[0] == '{' && p[1] >= 'a' && p[1] <= 'c' && p[2] == '}') {
			piece_add(out, pieces[p[1] - 'a']);
			p += 2;
		} else {
			buf_char(out, *p);
		}
	}
}

/* The pieces may be texts of *e itself, so all are used before it changes. */
int diag_set(struct err *e, enum diagnostic row, const struct diag_with *with)
{
	AUTO(buf_release) struct buf text = {0};
	AUTO(buf_release) struct buf hint = {0};

	assert(row < DIAGNOSTICS);
	const struct row *r = &rows[row];

	diag_fill(&text, r->text, with);
	if (with->c.n > 0 || !strstr(r->hint, "{c}"))
		diag_fill(&hint, r->hint, with);
	err_id(e, r->kind, r->id, "%s", buf_cstr(&text));
	if (hint.n > 0)
		err_hint(e, "%s", buf_cstr(&hint));
	return -1;
}
