/* wrap - running text on lines that a narrow terminal shows whole. */
#include "cli/wrap.h"

#include <stdbool.h>

void wrap(FILE *to, struct str text, int margin)
{
	size_t column = (size_t)margin;
	struct str word;

	while (text.n > 0) {
		bool first = column == (size_t)margin;

		str_cut(text, ' ', &word, &text);
		if (!first && column + 1 + word.n > WRAP_COLUMNS) {
			fprintf(to, "\n%*s", margin, "");
			column = (size_t)margin;
			first = true;
		}
		fprintf(to, "%s%.*s", first ? "" : " ", STR_FMT(word));
		column += word.n + !first;
	}
	fputc('\n', to);
}
