/* Any bytes as an image configuration: what is read can be written, read again, and stays. */
#include <assert.h>
#include <stdint.h>

#include "codec/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	AUTO(config_release) struct config first = {0}, second = {0}, copy = {0};
	AUTO(buf_release) struct buf once = {0}, twice = {0};
	struct err e = {0};

	if (config_parse((struct str){(const char *)bytes, n}, &first, &e) < 0) {
		assert(e.kind == ERR_INVALID || e.kind == ERR_LIMIT);
		return 0;
	}
	config_write(&first, &once);
	if (config_parse(buf_str(&once), &second, &e) < 0) {
		assert(e.kind == ERR_LIMIT); /* escapes may make it longer */
		return 0;
	}
	config_copy(&copy, &second);
	config_write(&copy, &twice);
	assert(str_eq(buf_str(&once), buf_str(&twice)));
	return 0;
}
