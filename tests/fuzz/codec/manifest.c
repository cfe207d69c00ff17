/* Any bytes as a manifest: never a manifest and an index at once, and stable once written. */
#include <assert.h>
#include <stdint.h>

#include "codec/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	AUTO(manifest_release) struct manifest first = {0}, second = {0};
	AUTO(index_release) struct index index = {0};
	AUTO(buf_release) struct buf once = {0}, twice = {0};
	const struct str json = {(const char *)bytes, n};
	struct err e = {0};

	if (manifest_parse(json, &first, &e) < 0) {
		assert(e.kind == ERR_INVALID || e.kind == ERR_LIMIT || e.kind == ERR_UNSUPPORTED);
		return 0;
	}
	assert(index_parse(json, &index, &e) < 0);
	manifest_write(&first, &once);
	if (manifest_parse(buf_str(&once), &second, &e) < 0) {
		assert(e.kind == ERR_LIMIT);
		return 0;
	}
	manifest_write(&second, &twice);
	assert(str_eq(buf_str(&once), buf_str(&twice)));
	return 0;
}
