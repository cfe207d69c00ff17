/* Any bytes as a reference: what is one has a full form that means the same. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "codec/ref.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	AUTO(ref_release) struct ref first = {0}, second = {0}, third = {0};
	AUTO(buf_release) struct buf full = {0}, familiar = {0}, again = {0};
	struct err e = {0};

	if (ref_parse((struct str){(const char *)bytes, n}, &first, &e) < 0) {
		assert(e.kind == ERR_INVALID);
		return 0;
	}
	assert(!strstr(first.repository, "..") && first.repository[0] != '/');
	ref_full(&first, &full);
	if (ref_parse(buf_str(&full), &second, &e) < 0)
		return 0; /* the host that was added made it too long */
	ref_full(&second, &again);
	assert(str_eq(buf_str(&full), buf_str(&again)));
	ref_familiar(&first, &familiar);
	buf_clear(&again);
	assert(ref_parse(buf_str(&familiar), &third, &e) == 0);
	ref_full(&third, &again);
	assert(str_eq(buf_str(&full), buf_str(&again)));
	return 0;
}
