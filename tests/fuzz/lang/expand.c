/* Any bytes as a word, with every mode: the first byte chooses. */
#include <assert.h>
#include <stdint.h>

#include "lang/expand.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	AUTO(map_release) struct map vars = {0};
	AUTO(strs_release) struct strs undefined = {0};
	AUTO(strs_release) struct strs words = {0};
	AUTO(buf_release) struct buf out = {0};
	struct err e = {0};

	if (n == 0)
		return 0;
	map_set(&vars, STR("A"), STR("a b\n*?x/y"));
	map_set(&vars, STR("E"), STR(""));
	map_set(&vars, STR("P"), STR("/usr/local/bin"));
	const struct expand x = {.vars = &vars,
		.escape = bytes[0] & 1 ? '`' : '\\',
		.raw_quotes = bytes[0] & 2,
		.skip_processing = bytes[0] & 4,
		.keep_quotes = bytes[0] & 8,
		.keep_escapes = bytes[0] & 16,
		.keep_unset = bytes[0] & 32,
		.join_heredoc = bytes[0] & 64,
		.undefined = &undefined};
	const struct str word = {(const char *)bytes + 1, n - 1};

	if (expand_word(&x, word, &out, &e) < 0)
		assert(e.kind == ERR_SYNTAX || e.kind == ERR_LIMIT);
	else
		assert(out.n <= EXPAND_BYTES_MAX);
	if (expand_words(&x, word, &words, &e) < 0)
		assert(e.kind == ERR_SYNTAX || e.kind == ERR_LIMIT);
	return 0;
}
