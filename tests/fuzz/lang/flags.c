/* Any bytes as the flags of every instruction, after the keyword that the first byte picks; what is
 * taken goes forward, and a flag that is accepted is one of the table. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/attr.h"
#include "lang/instr.h"
#include "lang/parse.h"
#include "lang/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void split(struct str rest, char escape)
{
	AUTO(buf_release) struct buf text = {0};
	struct str word, before = rest;

	while (buf_clear(&text), words_flag(&rest, escape, &word, &text)) {
		assert(rest.n < before.n && rest.p + rest.n == before.p + before.n);
		assert(text.n >= 2 && text.n <= word.n && memcmp(text.p, "--", 2) == 0);
		before = rest;
	}
}

static void parse(const char *keyword, struct str flags)
{
	AUTO(source_release) struct source source = {0};
	AUTO(dockerfile_release) struct dockerfile file = {0};
	AUTO(buf_release) struct buf text = {0};
	struct err e = {0};

	buf_fmt(&text, "FROM scratch\n%s ", keyword);
	buf_str_add(&text, flags);
	if (source_make("fuzz", buf_str(&text), &source, &e) < 0 ||
		dockerfile_parse(&source, &file, &e) < 0) {
		assert(e.kind != ERR_NONE && e.text[0]);
		return;
	}
	for (size_t i = 0; i < file.instrs.n; i++) {
		const struct instr *in = &file.instrs.p[i];

		for (size_t k = 0; k < in->flags.n; k++)
			assert(flag_find(in->kind, in->flags.p[k].name));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char *const keywords[] = {"ADD", "COPY", "RUN", "HEALTHCHECK", "FROM",
		"ONBUILD COPY", "ONBUILD RUN", "ENV", "LABEL", "ARG", "CMD", "USER", "VOLUME"};

	if (n == 0)
		return 0;
	const struct str flags = {(const char *)bytes + 1, n - 1};

	split(flags, '\\');
	split(flags, '`');
	parse(keywords[bytes[0] % (sizeof keywords / sizeof *keywords)], flags);
	return 0;
}
