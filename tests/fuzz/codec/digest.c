/* Any bytes as a digest: what is one is written as it was read. */
#include <assert.h>
#include <stdint.h>

#include "codec/digest.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const struct str text = {(const char *)bytes, n};
	struct digest d = {0};
	struct err e = {0};

	if (digest_parse(text, &d, &e) < 0)
		assert(e.kind == ERR_INVALID && d.algorithm == DIGEST_NONE);
	else
		assert(str_eq(str_of(digest_text(&d).text), text));
	return 0;
}
