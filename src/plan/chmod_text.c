/* chmod_text - is this a mode as COPY --chmod takes it? Octal to 07777, or symbolic. */
#include "plan/chmod_text.h"

#include <string.h>

#include "lang/diag.h"

static bool in(char c, const char *set)
{
	return c != '\0' && strchr(set, c);
}

static bool is_octal(struct str text)
{
	unsigned mode = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '7')
			return false;
		mode = mode * 8 + (unsigned)(text.p[i] - '0');
		if (mode > 07777)
			return false;
	}
	return text.n > 0;
}

static size_t span_of(struct str text, const char *set)
{
	size_t n = 0;

	while (n < text.n && in(text.p[n], set))
		n++;
	return n;
}

static bool is_clause(struct str text)
{
	text = str_from(text, span_of(text, "ugoa"));
	if (text.n == 0)
		return false;
	while (text.n > 0) {
		if (!in(text.p[0], "+-="))
			return false;
		text = str_from(text, 1);
		bool copies = text.n > 0 && in(text.p[0], "ugo");

		text = str_from(text, copies ? 1 : span_of(text, "rwxXst"));
	}
	return true;
}

int chmod_text_check(struct str text, struct err *e)
{
	struct str rest = text, clause;

	if (is_octal(text))
		return 0;
	if (text.n > 0 && text.p[0] >= '0' && text.p[0] <= '9')
		return diag(e, CHMOD_OCTAL, .a = text);
	do {
		bool more = str_cut(rest, ',', &clause, &rest);

		if (!is_clause(clause) || (more && rest.n == 0))
			return diag(e, CHMOD_SYMBOLIC, .a = text);
	} while (rest.n > 0);
	return 0;
}
