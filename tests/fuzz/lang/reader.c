/* Any bytes as lines: the first is the escape. Every part of a logical line has a place in the
 * file, places go forward, and raw lines are the file again. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/attr.h"
#include "lang/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void line_check(const struct logical *l, uint32_t after)
{
	assert(l->text.n > 0 && l->line > after && l->end_line >= l->line);
	assert(l->pieces.n > 0 && l->pieces.p[0].at == 0);
	for (size_t i = 0; i < l->pieces.n; i++) {
		const struct piece *p = &l->pieces.p[i];

		assert(p->line >= l->line && p->line <= l->end_line && p->col >= 1);
		assert(i == 0 || (p->at >= p[-1].at && p->line > p[-1].line));
	}
	for (size_t i = 0; i < l->text.n; i++) {
		struct span span = logical_span(l, (struct str){l->text.p + i, 1});

		assert(span.line >= l->line && span.line <= l->end_line && span.col >= 1);
		assert(span.end_line >= span.line && span.end_line <= l->end_line);
	}
}

static void read_logical(struct str text, char escape)
{
	AUTO(arena_release) struct arena arena = {0};
	AUTO(reader_release)
	struct reader r = {.text = text, .escape = escape, .arena = &arena};
	uint32_t after = 0;

	for (;;) {
		AUTO(logical_release) struct logical line = {0};

		if (!reader_next(&r, &line))
			break;
		line_check(&line, after);
		after = line.end_line;
	}
	assert(r.at == text.n);
}

static void read_raw(struct str text)
{
	AUTO(arena_release) struct arena arena = {0};
	AUTO(reader_release) struct reader r = {.text = text, .escape = '\\', .arena = &arena};
	struct str line;
	size_t sum = 0;

	while (reader_raw(&r, &line)) {
		assert(line.n > 0 && line.p == text.p + sum);
		sum += line.n;
	}
	assert(sum == text.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const struct str text = {(const char *)bytes + (n > 0), n - (n > 0)};

	read_logical(text, n > 0 && bytes[0] == '`' ? '`' : '\\');
	read_raw(text);
	return 0;
}
