/* A file of patterns, a NUL, and a path: walking with states says what the path alone says. */
#include <assert.h>
#include <stdint.h>

#include "lang/ignore.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static bool walk(const struct ignore *ig, struct str path)
{
	struct ignore_state parent = {0};
	bool excluded = false;

	for (size_t at = 0; at <= path.n; at++) {
		struct ignore_state own = {0};

		if (at < path.n && path.p[at] != '/')
			continue;
		excluded = ignore_match(ig, str_upto(path, at), &parent, &own);
		ignore_state_release(&parent);
		parent = own;
	}
	ignore_state_release(&parent);
	return excluded;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	AUTO(ignore_release) struct ignore ig = {0};
	struct str patterns = {0};
	struct str path = {0};
	struct err e = {0};

	str_cut((struct str){(const char *)bytes, n}, '\0', &patterns, &path);
	if (ignore_parse(patterns, "fuzz", &ig, &e) < 0) {
		assert(e.span.line > 0);
		return 0;
	}
	assert(ignore_match_path(&ig, path) == walk(&ig, path));
	return 0;
}
