/* diag - one row of syntax/diagnostics.def as an error.
 *
 * The row has the wording; the caller gives the pieces. Ids are what `lichen explain` takes and
 * what tools match on.
 *
 * Owns: nothing. Fails: diag returns -1, as every err_* does. Layer: lang.
 *
 *     return diag(e, UNKNOWN_FLAG, .a = STR("chwon"), .c = STR("chown"));
 */
#ifndef LANG_DIAG_H
#define LANG_DIAG_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum diagnostic {
#define DIAGNOSTIC(ROW, KIND, ID, TEXT, HINT, EXPLANATION) DIAG_##ROW,
#include "diagnostics.def"
#undef DIAGNOSTIC
	DIAGNOSTICS
};

/* What fills {a}, {b} and {c}; c is the nearest valid word, empty when there is none. */
struct diag_with {
	struct str a, b, c;
};

#define diag(e, ROW, ...) diag_set((e), DIAG_##ROW, &(struct diag_with){__VA_ARGS__})

int diag_set(struct err *e, enum diagnostic row, const struct diag_with *with);
/* A text with its placeholders filled, appended. */
void diag_fill(struct buf *out, const char *text, const struct diag_with *with);

#endif
